import type { ClusterPlan } from '../topology/plan';
import type { DatasetSpec } from './row';
import type { TableContents } from './table-contents';

/** How long somebody's locks are waited for by default, ms. */
export const LOCK_WAIT_MS = 30_000;

/** What to load and how. */
export interface LoadOptions {
  /** Rows; default the plan's. */
  readonly rows?: number;
  /** Newest possible `recorded_at`, ms since the Unix epoch; default now. */
  readonly asOf?: number;
  /** COPY statements at once; default twice the processors, 2 to 8. */
  readonly streams?: number;
  /** Replace what the table holds. Default false: a table is filled once, and kept ever after. */
  readonly force?: boolean;
  /** How long somebody else's locks are waited for before anything is changed, ms; default 30 s. */
  readonly waitMs?: number;
  /** Told what is about to be replaced; what it throws leaves all as it is. */
  readonly onReplace?: (contents: TableContents) => Promise<void>;
  /** Stops the load, wherever it is. */
  readonly signal?: AbortSignal;
}

/** One load: the plan is as the table is distributed. */
export interface LoadJob {
  readonly plan: ClusterPlan;
  readonly connection: string;
  readonly spec: DatasetSpec;
  readonly options: LoadOptions;
  readonly startedAt: number;
}

/** What a load did. Durations are in ms. */
export interface LoadResult {
  /** Rows that were loaded, or that the table keeps. */
  readonly rows: number;
  /** Why nothing was loaded, in words; undefined where it was. */
  readonly kept?: string;
  readonly copyMs: number;
  readonly indexMs: number;
  readonly totalMs: number;
}
