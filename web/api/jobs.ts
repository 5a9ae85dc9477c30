import type { FaultName } from '../../chaos/faults/fault';
import type { Job } from '../../jobs/job';

export type { Job, JobState } from '../../jobs/job';
export type { StackUse } from '../../jobs/stack-use';

/** `GET /api/jobs`: those that run, then the latest that ended, newest first. */
export interface JobList {
  readonly jobs: readonly Job[];
}

/** What the form of a benchmark says; what is missing is the command's default. */
export interface BenchRequest {
  readonly kind: 'bench';
  readonly stack: string;
  readonly scenario: string;
  /** Virtual users. */
  readonly vus?: number;
  /** Statements a second, or a share of the capacity: `70%`. Missing: as many as are answered. */
  readonly rate?: number | `${number}%`;
  readonly durationS?: number;
  readonly warmupS?: number;
  /** Percent. */
  readonly readRatio?: number;
  readonly profile?: 'none' | 'seed';
  readonly to?: 'write' | 'read' | 'any' | 'pooled';
  readonly tag?: string;
  readonly repeat?: number;
  readonly seed?: number;
  /** Whether what the servers do is collected; true if missing. */
  readonly evidence?: boolean;
  /** Conditions that fail it, e.g. `p99>50ms`. */
  readonly failIf?: readonly string[];
}

/** A fault that is to be made, under load; `switchover` is one of them. */
export interface ChaosRequest {
  readonly kind: 'chaos';
  readonly stack: string;
  readonly fault: FaultName;
  /** Missing: the fault's default. */
  readonly target?: string;
  readonly holdS?: number;
  readonly rounds?: number;
  /** Writes a second to each worker group. */
  readonly rate?: number;
  /** Break what the stack is not redundant for, too. */
  readonly force?: boolean;
  /** The user was told what will happen, and wants it. */
  readonly confirm: true;
}

/** A restore in place, or the way back from one that failed. */
export interface RestoreRequest {
  readonly kind: 'restore';
  readonly stack: string;
  /** `latest`, a point's name or a moment; missing with `undo`. */
  readonly to?: string;
  /** Back to the data of before. */
  readonly undo?: true;
  /** The stack's name, as its user typed it. */
  readonly confirm: string;
}

/** `POST /api/jobs`; answers 201 with the {@link Job}, 409 where the stack has one already. */
export type JobRequest = BenchRequest | ChaosRequest | RestoreRequest;
