import type { Check } from '../check/check-file';
import type { OwnWorkload } from '../workload/workload-file';
import type { ReplayedOperation } from './judge-operations';

/** What the scenario of a verdict is called. */
export const REPLAY_NAME = 'replay';

/** Its file, beside the workload's. */
export const REPLAY = `${REPLAY_NAME}.json`;

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

/** What a replay measures, each as one. */
export function replayedOperations(workload: OwnWorkload, check: Check): ReplayedOperation[] {
  const { statements, transactions } = replayOf(workload, check);
  return [...statements, ...transactions].filter(({ weight }) => weight > 0);
}
