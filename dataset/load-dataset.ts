import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { startProgress, type Progress } from '../cli/progress';
import { UserError } from '../cli/user-error';
import { connect } from '../sql/connect';
import { runSqlFiles } from '../sql/run-sql-files';
import type { ClusterPlan } from '../topology/plan';
import { copyRows } from './copy-rows';
import { planCopies } from './copy-plan';
import { refuseFullDisk } from './disk-space';
import {
  lockOutOtherLoads,
  markComplete,
  markLoading,
  readLoadState,
  type LoadState,
  type PlannedDataset,
} from './load-state';
import { copyProgress } from './load-report';
import type { DatasetSpec } from './row';
import { TABLE } from './table';

/** What to load and how. */
export interface LoadOptions {
  /** Rows; default the plan's. */
  readonly rows?: number;
  /** Newest possible `recorded_at`, ms since the Unix epoch; default now. */
  readonly asOf?: number;
  /** COPY statements at once; default twice the processors, 2 to 8. */
  readonly streams?: number;
  /** Load again what is there already. Default false: what the plan asks for is loaded once. */
  readonly force?: boolean;
}

/** What a load did. Durations are in ms. */
export interface LoadResult {
  readonly rows: number;
  /** The same data set was there already, and nothing was done. */
  readonly skipped: boolean;
  readonly copyMs: number;
  readonly indexMs: number;
  readonly totalMs: number;
}

/**
 * Fills the table with the data set: empties it, copies the rows over parallel connections, then
 * builds the indexes, analyses and counts. A load that was cut off is started over by the next one.
 *
 * @param connection URI of the database's owner at the write endpoint
 * @throws UserError if the disk is too small, another load runs, or the server gives a reason
 */
export async function loadDataset(
  plan: ClusterPlan,
  connection: string,
  options: LoadOptions = {},
): Promise<LoadResult> {
  const startedAt = Date.now();
  const spec: DatasetSpec = {
    rows: options.rows ?? plan.dataset.rows,
    regions: plan.dataset.regions,
    seed: plan.dataset.seed,
    asOf: options.asOf ?? startedAt,
  };
  const planned = plannedDataset(plan);
  await refuseFullDisk(plan, spec.rows);
  const client = await connect(connection, 'citus-cluster load');
  try {
    await lockOutOtherLoads(client);
    const before = await readLoadState(client);
    if (options.force !== true && isDone(before, planned, options)) {
      const rows = before?.rows ?? spec.rows;
      return { rows, skipped: true, copyMs: 0, indexMs: 0, totalMs: 0 };
    }
    const streams = options.streams ?? Math.min(8, Math.max(2, 2 * availableParallelism()));
    return await load(client, { plan, connection, spec, streams, startedAt });
  } finally {
    await client.end();
  }
}

function plannedDataset({ dataset }: ClusterPlan): PlannedDataset {
  return { rows: dataset.rows, regions: dataset.regions, seed: dataset.seed };
}

/**
 * Whether nothing is left to do. A deployment that asks for what it asked for before leaves the table
 * alone, whatever was loaded by hand or written since: its rows are the users', not the plan's.
 */
function isDone(
  state: LoadState | undefined,
  planned: PlannedDataset,
  { rows, asOf }: LoadOptions,
): boolean {
  return (
    state?.state === 'complete' &&
    isDeepStrictEqual(state.planned, planned) &&
    (rows === undefined || rows === state.rows) &&
    (asOf === undefined || asOf === state.asOf)
  );
}

interface LoadJob {
  readonly plan: ClusterPlan;
  readonly connection: string;
  readonly spec: DatasetSpec;
  readonly streams: number;
  readonly startedAt: number;
}

async function load(client: Client, job: LoadJob): Promise<LoadResult> {
  const { plan, connection, spec, streams, startedAt } = job;
  await markLoading(client, spec, plannedDataset(plan));
  await runSqlFiles(client, plan, 'dropIndexes');

  const tasks = await planCopies(client, spec, plan.dataset.distributionColumn, streams);
  const copyStartedAt = Date.now();
  await step(`copy ${spec.rows.toLocaleString('en')} rows`, async (progress) => {
    let done = 0;
    await copyRows(connection, spec, tasks, {
      streams,
      onRows: (rows) => {
        done += rows;
        progress.update(copyProgress(done, spec.rows, Date.now() - copyStartedAt));
      },
    });
    const ms = Date.now() - copyStartedAt;
    return `${Math.round((spec.rows / Math.max(ms, 1)) * 1000).toLocaleString('en')} rows/s`;
  });
  const indexStartedAt = Date.now();
  await step('build indexes and analyse', async () => {
    await runSqlFiles(client, plan, 'createIndexes');
    return '';
  });
  const indexMs = Date.now() - indexStartedAt;
  await step('verify', () => verify(client, spec));
  await markComplete(client);
  return {
    rows: spec.rows,
    skipped: false,
    copyMs: indexStartedAt - copyStartedAt,
    indexMs,
    totalMs: Date.now() - startedAt,
  };
}

/** Runs one step of the load under a progress line of its own; it returns the closing text. */
async function step(title: string, run: (progress: Progress) => Promise<string>): Promise<void> {
  const progress = startProgress(title);
  try {
    progress.done(await run(progress));
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/** Counts the rows, and lets the next inserted one have the next number. */
async function verify(client: Client, spec: DatasetSpec): Promise<string> {
  const counted = await client.query<{ count: string }>(`SELECT count(*) FROM ${TABLE}`);
  const count = Number(counted.rows[0]?.count);
  if (count !== spec.rows) {
    throw new UserError(
      `${TABLE} holds ${count} rows after a load of ${spec.rows}`,
      'something else writes to it; stop that and load again',
    );
  }
  await client.query(`SELECT setval('${TABLE}_id_seq', $1, $2)`, [
    Math.max(spec.rows, 1),
    spec.rows > 0,
  ]);
  return `${count.toLocaleString('en')} rows`;
}
