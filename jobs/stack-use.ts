/** What runs on a stack. */
export interface StackUse {
  readonly stack: string;
  /** Id of the job; null for work that keeps no journal. */
  readonly job: string | null;
  /** Its results folder, absolute; null where it has none. */
  readonly results: string | null;
  readonly title: string;
  /** UTC. */
  readonly startedAt: string;
  readonly pid: number;
}
