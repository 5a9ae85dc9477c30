import type { Capacity } from '../../benchmark/capacity/capacity';
import type { EvidenceSeries, Plans } from '../../results/evidence-schema';
import type { Metrics, Timeseries } from '../../results/metrics';
import type { PageData } from '../../benchmark/report/page-data';
import type { Annotations } from '../../archive/annotations';
import type { ScaleResult } from '../../results/scale-result';
import type { ResultSummary } from '../../archive/result-summary';
import type { ChaosResult, ChaosTimeseries } from '../../results/chaos-result';

/** A line of the list of results. */
export interface ResultLine extends Omit<ResultSummary, 'state'> {
  /** `unread`: it is there, but only its name is known so far. */
  readonly state: ResultSummary['state'] | 'unread';
  /** Shared by the runs of one `--repeat`; null of a chaos run or one that can't be read. */
  readonly series_id: string | null;
  /** The word it was given when it ran, which can't be taken away; also among `tags`. */
  readonly run_tag: string | null;
}

/**
 * `GET /api/results`: newest first. Has an ETag. Where much is to be read, it tells what is known so
 * far; whoever asks again gets the rest.
 */
export interface ResultList {
  /** Where they are. */
  readonly folder: string;
  readonly results: readonly ResultLine[];
  /** Names of what else lies there and is no run. */
  readonly ignored: readonly string[];
  /** How many things there are not read yet; those that have a run's name are among `results`. */
  readonly unread: number;
}

/** A file of a result's folder. */
export interface ResultFile {
  /** E.g. `output.log`, `k6.log`; text of `*.log` is at `resultFile(id, name)`. */
  readonly name: string;
  readonly bytes: number;
}

/** `GET /api/results/:id` */
export interface ResultDetails {
  readonly summary: ResultLine;
  readonly annotations: Annotations;
  readonly files: readonly ResultFile[];
  /** Tables that `resultDownload(…, 'csv', table)` has. */
  readonly tables: readonly string[];
  /** What can't be read, a line each; what it concerns is null below. */
  readonly problems: readonly string[];
  /** Of a benchmark that has figures. */
  readonly benchmark: {
    readonly metrics: Metrics;
    readonly series: Timeseries | null;
    readonly evidence: EvidenceSeries | null;
    readonly plans: Plans | null;
    readonly capacity: Capacity | null;
    /** What the report's charts are drawn from; null without a series. */
    readonly charts: PageData | null;
  } | null;
  /** Of a chaos run that has figures. */
  readonly chaos: {
    readonly result: ChaosResult;
    readonly series: ChaosTimeseries | null;
  } | null;
  /** Of clusters of several sizes. */
  readonly scale: ScaleResult | null;
}

/** `PATCH /api/results/:id`; answers the new {@link ResultLine}. */
export interface AnnotationChange {
  /** All words given since it ran, instead of those before. */
  readonly tags?: readonly string[];
  readonly note?: string | null;
  readonly baseline?: boolean;
}

/** `POST /api/results/delete`; answers {@link Deletion}. */
export interface DeleteRequest {
  /** Whole ids. */
  readonly ids: readonly string[];
  readonly confirm: true;
}

/** What was deleted, and what was not. */
export interface Deletion {
  readonly deleted: readonly string[];
  readonly kept: readonly { readonly id: string; readonly error: string }[];
}

/**
 * `csv` of one table is that table; without a table it is an archive of all tables. `html` of one
 * run is its report. `archive` holds the runs' folders as they are (tar.gz).
 */
export type DownloadFormat = 'json' | 'csv' | 'html' | 'archive';
