import type { Answer, Check } from '../check/check-file';
import type { OwnWorkload } from '../workload/workload-file';
import type { Measured, Verdict } from './verdict-file';

/**
 * Statements and transactions of a workload with all that is known of them.
 *
 * @param operations what was measured of them, by their names
 * @param stacks names, the baseline's first
 */
export function measuredStatements(
  { statements, transactions }: OwnWorkload,
  check: Check,
  operations: ReadonlyMap<string, readonly Measured[]>,
  stacks: readonly string[],
): Pick<Verdict, 'statements' | 'transactions'> {
  const checked = new Map(check.statements.map((one) => [one.name, one]));
  const all = [...statements, ...transactions].reduce((sum, { weight }) => sum + weight, 0) || 1;
  const measuredOf = (name: string, weight: number, parts: readonly string[]): Measured[] => {
    const answers = parts.flatMap((part) => checked.get(part)?.answers ?? []);
    return weight === 0 ? [] : [...(operations.get(name) ?? leftOut(stacks, answers))];
  };
  return {
    statements: statements
      .map(({ name, sql, share, weight, predicted }) => {
        const { answers = [], isSame = true, isDetermined = true } = checked.get(name) ?? {};
        return {
          ...{ name, sql, share, callShare: weight / all, predicted: predicted.name },
          ...{ answers, isSame, isDetermined, measured: measuredOf(name, weight, [name]) },
        };
      })
      .sort((a, b) => b.share - a.share),
    transactions: transactions.map(({ name, statements: parts, weight }) => ({
      ...{ name, statements: parts, callShare: weight / all },
      measured: measuredOf(name, weight, parts),
    })),
  };
}

/** Of what no stack was sent, as one refuses it. */
function leftOut(
  [baseline = '', ...others]: readonly string[],
  answers: readonly Answer[],
): Measured[] {
  const none = { p50: null, p99: null };
  const isRefusedBy = (stack: string): boolean =>
    answers.some(({ engine, refused }) => engine === stack && refused !== null);
  return [
    { stack: baseline, ...none, against: null },
    ...others.map((stack): Measured => {
      const [word, reason] = isRefusedBy(stack)
        ? (['refused', ''] as const)
        : (['not measured', 'another stack refuses it'] as const);
      return { stack, ...none, against: { ratio: null, interval: null, word, reason } };
    }),
  ];
}
