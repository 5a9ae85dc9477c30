import type { ChaosResult } from '../results/chaos-result';
import type { Metrics } from '../results/metrics';
import type { ScaleResult } from '../results/scale-result';
import type { Annotations } from './annotations';

/** What is known of every entry of a results folder. */
interface Common {
  /** The name of its folder, which no other entry has. */
  readonly id: string;
  /** Its folder. */
  readonly path: string;
  /** Start of the run; of a damaged or unfinished one, its name's time or its last change. */
  readonly startedAt: Date;
  readonly annotations: Annotations;
  /** What is wrong with `annotations.json`, or null. */
  readonly annotationsProblem: string | null;
}

/** A benchmark run; partial if it was stopped before its time. */
export interface BenchmarkEntry extends Common {
  readonly state: 'complete' | 'partial';
  readonly kind: 'benchmark';
  readonly metrics: Metrics;
}

/** A chaos run; partial if it was stopped before its end. */
export interface ChaosEntry extends Common {
  readonly state: 'complete' | 'partial';
  readonly kind: 'chaos';
  readonly chaos: ChaosResult;
}

/** Clusters of several sizes under the same load. */
export interface ScaleEntry extends Common {
  readonly state: 'complete';
  readonly kind: 'scale';
  readonly scale: ScaleResult;
}

/** A run that has no result yet, or never will. */
export interface UnfinishedEntry extends Common {
  readonly state: 'unfinished';
  readonly kind: null;
  /** The process that is filling it, or null if there is none. */
  readonly writer: number | null;
}

/** A run whose file can't be read. */
export interface DamagedEntry extends Common {
  readonly state: 'damaged';
  readonly kind: MeasuredEntry['kind'];
  /** The file and what is wrong with it. */
  readonly reason: string;
}

/** A run with figures. */
export type MeasuredEntry = BenchmarkEntry | ChaosEntry | ScaleEntry;

/** A folder of a results folder that is, was to be, or will be a run. */
export type ResultEntry = MeasuredEntry | UnfinishedEntry | DamagedEntry;

/** Whether an entry has figures. */
export function isMeasured(entry: ResultEntry): entry is MeasuredEntry {
  return entry.state === 'complete' || entry.state === 'partial';
}

/** All words that a run can be found by: those it was given when it ran, and those given since. */
export function tagsOf(entry: ResultEntry): string[] {
  const measured = entry.kind === 'benchmark' && isMeasured(entry) ? entry.metrics.tag : null;
  return [...new Set([...(measured === null ? [] : [measured]), ...entry.annotations.tags])];
}
