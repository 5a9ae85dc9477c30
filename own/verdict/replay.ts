import type { Check } from '../check/check-file';
import type { OwnWorkload } from '../workload/workload-file';
import type { ReplayedOperation } from './judge-operations';

/** What the scenario of a verdict is called. */
export const REPLAY_NAME = 'replay';

/** Its file, beside the workload's. */
export const REPLAY = `${REPLAY_NAME}.json`;

/**
 * Least part of what is sent that a statement has: with 200 calls a second, which slow stacks give, it comes four times
 * in a run of 10 s.
 */
const LEAST_SHARE = 0.002;

/** What stacks are sent: a workload without what any engine refuses, and of rare statements enough to time them. */
export function sentOf(workload: OwnWorkload, check: Check): OwnWorkload {
  const replay = replayOf(workload, check);
  const { statements, transactions } = replay;
  const all = [...statements, ...transactions].reduce((sum, { weight }) => sum + weight, 0);
  const sent = <T extends { weight: number }>(one: T): T =>
    one.weight === 0 ? one : { ...one, weight: Math.max(one.weight, LEAST_SHARE * all) };
  return { ...replay, statements: statements.map(sent), transactions: transactions.map(sent) };
}

/** A workload without what any engine refuses, so that all are sent the same. */
export function replayOf(workload: OwnWorkload, check: Check): OwnWorkload {
  const refused = new Set(
    check.statements
      .filter(({ answers }) => answers.some((one) => one.refused !== null))
      .map(({ name }) => name),
  );
  return {
    ...workload,
    statements: workload.statements.filter(({ name }) => !refused.has(name)),
    transactions: workload.transactions.filter(({ statements }) =>
      statements.every((name) => !refused.has(name)),
    ),
  };
}

/** What a replay measures, each as one, with its part of what was recorded. */
export function replayedOperations(workload: OwnWorkload, check: Check): ReplayedOperation[] {
  const { statements, transactions } = replayOf(workload, check);
  return [...statements, ...transactions].filter(({ weight }) => weight > 0);
}
