import { availableParallelism } from 'node:os';
import type { Client } from 'pg';
import { startProgress, type Progress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { connect } from '../sql/connect';
import { runSqlFiles } from '../sql/run-sql-files';
import type { ClusterPlan } from '../topology/plan';
import { copyRows } from './copy-rows';
import { planCopies } from './copy-plan';
import { createIndexes } from './create-indexes';
import { refuseFullDisk } from './disk-space';
import { emptyTable, SomebodysRows } from './empty-table';
import type { LoadJob, LoadOptions, LoadResult } from './load-job';
import { copyProgress, keptText } from './load-report';
import {
  LOADER,
  lockOutOtherLoads,
  markComplete,
  markCopied,
  markKept,
  readLoadState,
  type LoadState,
  type PlannedDataset,
} from './load-state';
import type { DatasetSpec } from './row';
import { TABLE } from './table';
import { asTheTableIs, readContents } from './table-contents';

/**
 * Fills the table with the data set: empties it, copies the rows over parallel connections, then
 * builds the indexes, analyses and counts. Without `force` only a table is filled that no load has
 * filled before: a load that was cut off is started over, unless somebody's rows are in the table.
 *
 * @param connection URI of the database's owner at the write endpoint
 * @throws UserError if the disk is too small, another load runs, somebody holds locks for too long,
 *   or the server gives a reason
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
  const client = await connect(connection, LOADER);
  try {
    await lockOutOtherLoads(client);
    // The project may be newer than what the last deployment applied.
    if (options.force === true) await runSqlFiles(client, plan, 'schema');
    const state = await readLoadState(client);
    const job = { plan: await asTheTableIs(client, plan), connection, spec, options, startedAt };
    if (options.force !== true && state?.state === 'complete') {
      const { rows } = await readContents(client, state);
      return kept(rows, keptText(rows, plannedDataset(plan), state.planned));
    }
    await refuseFullDisk(plan, spec.rows);
    return options.force === true
      ? await replace(client, job, state)
      : await fill(client, job, state);
  } finally {
    await client.end();
  }
}

function kept(rows: number, reason: string): LoadResult {
  return { rows, kept: reason, copyMs: 0, indexMs: 0, totalMs: 0 };
}

function plannedDataset({ dataset }: ClusterPlan): PlannedDataset {
  return { rows: dataset.rows, regions: dataset.regions, seed: dataset.seed };
}

async function replace(
  client: Client,
  job: LoadJob,
  state: LoadState | undefined,
): Promise<LoadResult> {
  await job.options.onReplace?.(await readContents(client, state));
  return load(client, job, undefined);
}

/** Loads, unless rows are in the table that a load has not copied: then it completes what is there. */
async function fill(
  client: Client,
  job: LoadJob,
  state: LoadState | undefined,
): Promise<LoadResult> {
  try {
    return await load(client, job, state?.copied ?? 0);
  } catch (error) {
    if (!(error instanceof SomebodysRows)) throw error;
    const { rows } = await readContents(client, state);
    await createIndexes(client, job);
    await client.query(
      `SELECT setval('${TABLE}_id_seq', greatest(nextval('${TABLE}_id_seq'), (SELECT max(id) FROM ${TABLE})))`,
    );
    await markKept(client, { ...job.spec, rows }, plannedDataset(job.plan));
    return kept(rows, keptText(rows, plannedDataset(job.plan)));
  }
}

/** @param rowsAtMost rows beyond which the table is somebody's and left alone; undefined for any */
async function load(
  client: Client,
  job: LoadJob,
  rowsAtMost: number | undefined,
): Promise<LoadResult> {
  const { plan, connection, spec, options, startedAt } = job;
  await emptyTable(client, job, plannedDataset(plan), rowsAtMost);
  // Rows that others insert meanwhile are numbered after the loaded ones.
  await client.query(`SELECT setval('${TABLE}_id_seq', $1, $2)`, [
    Math.max(spec.rows, 1),
    spec.rows > 0,
  ]);
  const streams = options.streams ?? Math.min(8, Math.max(2, 2 * availableParallelism()));
  const tasks = await planCopies(client, spec, plan.dataset.distributionColumn, streams);
  const copyStartedAt = Date.now();
  await step(`copy ${spec.rows.toLocaleString('en')} rows`, async (progress) => {
    let done = 0;
    await copyRows(connection, spec, tasks, {
      streams,
      onCopied: markCopied,
      onRows: (rows) => {
        done += rows;
        progress.update(copyProgress(done, spec.rows, Date.now() - copyStartedAt));
      },
      ...(options.signal && { signal: options.signal }),
    });
    const ms = Date.now() - copyStartedAt;
    return `${Math.round((spec.rows / Math.max(ms, 1)) * 1000).toLocaleString('en')} rows/s`;
  });
  const indexStartedAt = Date.now();
  await step('build indexes and analyse', async () => {
    await createIndexes(client, job);
    return '';
  });
  const indexMs = Date.now() - indexStartedAt;
  await step('verify', () => verify(client, spec));
  await markComplete(client);
  return {
    rows: spec.rows,
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

/** Counts the loaded rows. */
async function verify(client: Client, spec: DatasetSpec): Promise<string> {
  const counted = await client.query<{ count: string }>(
    `SELECT count(*) FROM ${TABLE} WHERE id BETWEEN 1 AND $1`,
    [spec.rows],
  );
  const count = Number(counted.rows[0]?.count);
  if (count !== spec.rows) {
    throw new UserError(
      `${TABLE} holds ${count} of the rows of a load of ${spec.rows}`,
      'something else writes to it; stop that and load again',
    );
  }
  return `${count.toLocaleString('en')} rows`;
}
