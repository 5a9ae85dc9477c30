/** What is known of a job from its start on. JSON-safe, and nothing in it is secret. */
export interface JobDescription {
  readonly kind: 'bench' | 'chaos';
  /** Those that it works on, the first first. */
  readonly stacks: readonly string[];
  /** What is done, e.g. `mixed` or `switchover of worker-1`. */
  readonly title: string;
  /** Of a benchmark, else null. */
  readonly scenario: string | null;
  /** Of a chaos run, else empty. */
  readonly faults: readonly string[];
  /** As its user would write it, e.g. `npm run bench -- mixed --vus 8`. */
  readonly command: string;
  /** UTC. */
  readonly startedAt: string;
  /** The process that does it. */
  readonly pid: number;
  readonly startedBy: 'page' | 'command line';
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
