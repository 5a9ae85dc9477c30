import type { ClientBase } from 'pg';
import { UserError } from '../words/user-error';
import { regionCodes } from './region';
import type { DatasetSpec } from './row';

/** The data set that a stack's configuration asks for. */
export type PlannedDataset = Pick<DatasetSpec, 'rows' | 'regions' | 'seed'>;

/** The newest load, as the table cluster.dataset_load keeps it. */
export interface LoadState extends DatasetSpec {
  readonly state: 'loading' | 'complete';
  /** What the configuration asked for at that time; the load itself may have been of other rows. */
  readonly planned: PlannedDataset;
  /** Rows that its COPY statements have committed so far; 0 where an earlier version did not count. */
  readonly copied: number;
}

/** What a load's sessions are called in `pg_stat_activity`. */
export const LOADER = 'citus-cluster load';

/** Key of the advisory lock that one loader at a time holds on the coordinator. */
const LOCK_KEY = "hashtext('citus-cluster.load')";

/**
 * Keeps every other loader out for as long as the session lasts.
 *
 * @throws UserError if another loader is at work
 */
export async function lockOutOtherLoads(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(${LOCK_KEY}) AS locked`,
  );
  if (rows[0]?.locked !== true) {
    throw new UserError('another load of this cluster is running', 'wait for it to end');
  }
}

/** The newest load; undefined where there was none. */
export async function readLoadState(client: ClientBase): Promise<LoadState | undefined> {
  const { rows } = await client.query<Record<'rows' | 'seed' | 'copied', string> & StateRow>(
    `SELECT state, rows, regions, seed, (extract(epoch FROM as_of) * 1000)::float8 AS as_of, planned,
            coalesce(copied, 0) AS copied
     FROM cluster.dataset_load`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    state: row.state,
    rows: Number(row.rows),
    regions: row.regions,
    seed: Number(row.seed),
    asOf: row.as_of,
    planned: row.planned,
    copied: Number(row.copied),
  };
}

interface StateRow {
  readonly state: LoadState['state'];
  readonly regions: number;
  readonly as_of: number;
  readonly planned: PlannedDataset;
}

/** Notes, in the transaction that empties the table, that a load has begun. */
export async function markLoading(
  client: ClientBase,
  spec: DatasetSpec,
  planned: PlannedDataset,
): Promise<void> {
  await markBegun(client, spec, planned, regionCodes(spec.regions));
}

/** @param codes of the regions; null for those of the load before */
async function markBegun(
  client: ClientBase,
  spec: DatasetSpec,
  planned: PlannedDataset,
  codes: readonly string[] | null,
): Promise<void> {
  await client.query(
    `INSERT INTO cluster.dataset_load AS l
       (state, rows, regions, region_codes, seed, as_of, planned, copied)
     VALUES ('loading', $1, $2, $3, $4, to_timestamp($5::float8 / 1000), $6, 0)
     ON CONFLICT (only_row) DO UPDATE
     SET state = excluded.state, rows = excluded.rows, regions = excluded.regions,
         region_codes = coalesce(excluded.region_codes, l.region_codes), seed = excluded.seed,
         as_of = excluded.as_of, planned = excluded.planned, copied = 0, started_at = now(), finished_at = NULL`,
    [spec.rows, spec.regions, codes, spec.seed, spec.asOf, JSON.stringify(planned)],
  );
}

/** Notes, in the transaction that copies them, that rows are in. */
export async function markCopied(client: ClientBase, rows: number): Promise<void> {
  await client.query('UPDATE cluster.dataset_load SET copied = copied + $1', [rows]);
}

/** Notes, after the last check, that the load is whole. */
export async function markComplete(client: ClientBase): Promise<void> {
  await client.query(`UPDATE cluster.dataset_load SET state = 'complete', finished_at = now()`);
}

/** Notes that a load was given up for the rows that are in the table, which are whole as they are. */
export async function markKept(
  client: ClientBase,
  spec: DatasetSpec,
  planned: PlannedDataset,
): Promise<void> {
  await markBegun(client, spec, planned, null);
  await markComplete(client);
}
