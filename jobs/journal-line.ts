import type { ChaosTimeseries } from '../results/chaos-result';
import type { RunEvent, Timeseries } from '../results/metrics';
import type { JobState } from './job';

/** One benchmark run of a job begins; what follows is of it, and charts begin anew. */
export interface RunLine {
  readonly type: 'run';
  /** Place among the runs of its series, from 0, and how many there will be. */
  readonly index: number;
  readonly of: number;
  readonly stack: string;
  readonly scenario: string;
  readonly model: 'closed' | 'open';
  readonly vus: number;
  /** Statements a second, open model; else null. */
  readonly ratePerS: number | null;
  readonly warmupS: number;
  readonly durationS: number;
  /** Start of the load, UTC. Second 0 of the measured time is `warmupS` later. */
  readonly startedAt: string;
}

/** The load of a chaos run begins. */
export interface LoadLine {
  readonly type: 'load';
  /** Worker groups that are written to. */
  readonly groups: readonly number[];
  /** UTC. Second 0. */
  readonly startedAt: string;
}

/**
 * One second of the benchmark run: `t_s` counts from the start of the measured time, so it is
 * negative in the warm-up. A later line of the same second replaces it.
 */
export interface SecondLine {
  readonly type: 'second';
  readonly second: Timeseries['seconds'][number];
}

/** CPU within about a second, in percent of one core, by the container's name in the plan. */
export interface CpuLine {
  readonly type: 'cpu';
  /** As in {@link SecondLine}. */
  readonly t_s: number;
  readonly cpu: Readonly<Record<string, number>>;
}

/** One second of a chaos run's load; a later line of the same second replaces it. */
export interface ChaosSecondLine {
  readonly type: 'chaos-second';
  readonly second: ChaosTimeseries['seconds'][number];
}

/** Something that happened to the cluster. */
export interface EventLine {
  readonly type: 'event';
  readonly event: RunEvent;
}

/** Where the job is. */
export interface ProgressLine {
  readonly type: 'progress';
  /** UTC. */
  readonly at: string;
  /** What is being done, e.g. `run 2/3`, `evidence` or `stop the cluster`. */
  readonly title: string;
  /** E.g. `12 of 30 s, 1,204 ops/s, …`; may be empty. */
  readonly text: string;
  /** Of the whole job, 0 to 1; null where nobody can tell. */
  readonly share: number | null;
  /** Seconds; null where nobody can tell. */
  readonly leftS: number | null;
}

/** A line that it said. */
export interface OutputLine {
  readonly type: 'output';
  /** UTC. */
  readonly at: string;
  readonly text: string;
}

/** A result was written. */
export interface ResultLine {
  readonly type: 'result';
  readonly id: string;
}

/** It was told to stop. */
export interface StoppingLine {
  readonly type: 'stopping';
}

/** The last line. */
export interface EndLine {
  readonly type: 'end';
  readonly state: Extract<JobState, 'finished' | 'stopped' | 'failed' | 'lost'>;
  /** UTC. */
  readonly at: string;
  /** Why it failed. */
  readonly problem: string | null;
}

/** A line of a job's journal (`live.ndjson`), in the order in which things happened. */
export type JournalLine =
  | RunLine
  | LoadLine
  | SecondLine
  | CpuLine
  | ChaosSecondLine
  | EventLine
  | ProgressLine
  | OutputLine
  | ResultLine
  | StoppingLine
  | EndLine;
