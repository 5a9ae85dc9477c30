import { isDrawnApart } from '../../k6-scripts/lib/recorded-workload';
import { groupBy } from '../group-by';
import { followKeys } from './follow-keys';
import type { Pools } from './write-pools';
import { readLog } from './read-log';
import type { RecordedFiles } from './record-workload';
import { transactionSets } from './transaction-sets';
import { fingerprintOf, seenTransactions, type SeenTransactions } from './transactions';
import type { OwnWorkload } from './workload-file';

/** A workload and what it is replayed with. */
interface FollowingFiles {
  readonly workload: OwnWorkload;
  readonly pools: Pools;
}

/**
 * A workload whose statements ask for keys as often as a log has them, and are sent in transactions as it has
 * them, and by themselves as far as they were so in it. The parser is loaded.
 *
 * @param log its text
 */
export function followLog({ workload, pools, keys }: RecordedFiles, log: string): FollowingFiles {
  const nameOf = new Map(
    workload.statements.map(({ sql, name }) => [fingerprintOf(sql) ?? name, name]),
  );
  const seen = seenTransactions(readLog(log), nameOf);
  const followed = new Map(pools);
  const statements = workload.statements.map((statement) => {
    const { name } = statement;
    const key = keys.get(name);
    // Of these no two users may send the same, and hot keys have few rows.
    if (key === undefined || isDrawnApart(statement)) return statement;
    const asked = (seen.calls.get(name) ?? []).flatMap(({ values }) => values.get(key + 1) ?? []);
    if (asked.length === 0) return statement;
    const sets = followKeys(pools.get(name) ?? [], key, asked);
    followed.set(name, sets);
    const largest = Math.max(
      ...[...groupBy(sets, (set) => set[key]).values()].map(({ length }) => length),
    );
    return { ...statement, hottest: largest / sets.length };
  });
  return withTransactions({ ...workload, statements }, followed, seen);
}

function withTransactions(
  workload: OwnWorkload,
  pools: RecordedFiles['pools'],
  seen: SeenTransactions,
): FollowingFiles {
  const timesOf = (name: string): number => seen.calls.get(name)?.length ?? 0;
  const weightOf = new Map(workload.statements.map(({ name, weight }) => [name, weight]));
  const within = new Map<string, number>();
  const allPools = new Map<string, readonly unknown[]>(pools);
  const transactions = seen.transactions.map(({ statements, times, links }, index) => {
    const name = `transaction_${index + 1}`;
    const own = statements.map((one) => pools.get(one) ?? []);
    allPools.set(name, transactionSets(own, links));
    for (const one of statements) within.set(one, (within.get(one) ?? 0) + times);
    const [first = ''] = statements;
    const weight = ((weightOf.get(first) ?? 0) * times) / (timesOf(first) || 1);
    return { name, weight, statements: [...statements] };
  });
  const statements = workload.statements.map((one) => {
    const all = timesOf(one.name);
    const alone = all === 0 ? 1 : 1 - (within.get(one.name) ?? 0) / all;
    return { ...one, weight: one.weight * Math.max(0, alone) };
  });
  return { workload: { ...workload, statements, transactions }, pools: allPools };
}
