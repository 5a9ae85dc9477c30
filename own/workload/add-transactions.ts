import type { ParameterTexts } from './make-sets';
import { readLog } from './read-log';
import type { RecordedFiles } from './record-workload';
import { transactionSets } from './transaction-sets';
import { fingerprintOf, seenTransactions } from './transactions';

/**
 * A workload whose statements are sent in transactions as a log has them, and by themselves as far as they
 * were so in it. The parser is loaded.
 *
 * @param log its text
 */
export function withTransactions({ workload, pools }: RecordedFiles, log: string): RecordedFiles {
  const nameOf = new Map(
    workload.statements.map(({ sql, name }) => [fingerprintOf(sql) ?? name, name]),
  );
  const seen = seenTransactions(readLog(log), nameOf);
  const weightOf = new Map(workload.statements.map(({ name, weight }) => [name, weight]));
  const within = new Map<string, number>();
  const allPools = new Map<string, readonly unknown[]>(pools);
  const transactions = seen.transactions.map(({ statements, times, links }, index) => {
    const name = `transaction_${index + 1}`;
    allPools.set(
      name,
      transactionSets(
        statements.map((one) => (pools.get(one) ?? []) as readonly ParameterTexts[]),
        links,
      ),
    );
    for (const one of statements) within.set(one, (within.get(one) ?? 0) + times);
    const [first = ''] = statements;
    const weight = ((weightOf.get(first) ?? 0) * times) / (seen.times.get(first) ?? 1);
    return { name, weight, statements: [...statements] };
  });
  const statements = workload.statements.map((one) => {
    const all = seen.times.get(one.name);
    const alone = all === undefined ? 1 : 1 - (within.get(one.name) ?? 0) / all;
    return { ...one, weight: one.weight * Math.max(0, alone) };
  });
  return { workload: { ...workload, statements, transactions }, pools: allPools };
}
