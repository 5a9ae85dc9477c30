import { silenceReason } from '../observe/observation';
import type { BackupStatus } from '../backup/backup-status';
import type { MovesStatus } from '../moves/moves-status';
import type { OtherManager } from './other-managers';

/** The plan that a manager works by. */
export interface PlanMark {
  /** The same for the same plan. */
  readonly digest: string;
  /** Since when the manager has it, ms since the Unix epoch. */
  readonly since: number;
}

/** What only who acts can know of a cluster. */
export interface ActingFindings {
  /** What keeps the cluster from being set up; empty where nothing does. */
  readonly setUpReasons: readonly string[];
  /** What else is wrong: shards that lack copies, or can't move, log that is not archived. */
  readonly reasons: readonly string[];
  /** What is no fault, but should be known. */
  readonly notices: readonly string[];
  /** Undefined where nothing can be moved, or before the first look. */
  readonly moves?: MovesStatus | undefined;
  /** Undefined where nothing is backed up, or before the first look. */
  readonly backup?: BackupStatus | undefined;
}

/** What a manager tells the others (`GET /findings`). */
export interface ManagerFindings extends ActingFindings {
  /** Its name in the plan. */
  readonly manager: string;
  readonly acting: boolean;
  /** Whether it reaches the coordinator primary, so that it could act. */
  readonly canAct: boolean;
  readonly plan: PlanMark;
  /** Whether its host has the floating address; absent in a cluster without one. */
  readonly holdsAddress?: boolean;
}

/** The findings of the manager that acts, and which one that is: null where none does. */
export function findingsOfActing(
  own: ManagerFindings,
  others: readonly OtherManager[],
): ActingFindings & { readonly acting: string | null } {
  if (own.acting) return { ...own, acting: own.manager };
  // What keeps the only one from acting it says itself.
  if (others.length === 0) return { ...own, acting: null };
  const acting = others.find(({ findings }) => findings?.acting === true)?.findings;
  if (acting === undefined) return { ...own, acting: null, setUpReasons: ['no manager acts'] };
  // What it does is unknown here.
  if (acting.plan.digest !== own.plan.digest) {
    const setUpReasons = [`${acting.manager} acts, by another plan`];
    return { ...own, acting: acting.manager, setUpReasons };
  }
  return { ...acting, acting: acting.manager };
}

/** Whether one of the others, which can act, has got a newer plan. */
export function hasNewerPlan(own: ManagerFindings, others: readonly OtherManager[]): boolean {
  return others.some(
    ({ findings }) =>
      findings?.canAct === true &&
      findings.plan.digest !== own.plan.digest &&
      findings.plan.since > own.plan.since,
  );
}

/** Which of the others can't be asked. */
export function silentManagers(others: readonly OtherManager[]): string[] {
  return others.flatMap(({ manager, findings, expired }) =>
    findings === undefined ? silenceReason(manager, expired) : [],
  );
}
