/** What is known of a job from its start on. JSON-safe, and nothing in it is secret. */
export interface JobDescription {
  readonly kind: 'bench' | 'chaos' | 'restore';
  /** Those that it works on, the first first. */
  readonly stacks: readonly string[];
  /** What is done, e.g. `mixed`, `switchover of worker-1` or `restore to latest`. */
  readonly title: string;
  /** Of a benchmark, else null. */
  readonly scenario: string | null;
  /** Of a chaos run, else empty. */
  readonly faults: readonly string[];
  /** As its user would write it, e.g. `npm run bench -- mixed --vus 8`. */
  readonly command: string;
}

/**
 * - `running`: at work
 * - `stopping`: was told to stop
 * - `finished`: as it should
 * - `stopped`: early, because it was told to; what was measured is kept
 * - `failed`: with an error, or because a condition that fails it was met
 * - `lost`: its process is gone without a word
 */
export type JobState = 'running' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'lost';

/**
 * A benchmark, chaos run or restore at work, or one of the latest that ended, however it was started: by
 * the page or on the command line.
 */
export interface Job extends JobDescription {
  readonly id: string;
  /** UTC. */
  readonly startedAt: string;
  /** The process that does it. */
  readonly pid: number;
  readonly startedBy: 'page' | 'command line';
  readonly state: JobState;
  /** UTC; null while it runs. */
  readonly endedAt: string | null;
  /** Why it failed. */
  readonly problem: string | null;
  /** Ids of the results that it left, oldest first. */
  readonly results: readonly string[];
}

/** Whether a job is at work. */
export function isAtWork({ state }: Pick<Job, 'state'>): boolean {
  return state === 'running' || state === 'stopping';
}
