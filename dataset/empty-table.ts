import type { Client } from 'pg';
import { applySettings, sqlFileError, sqlStatements } from '../sql/run-sql-files';
import { LOCK_WAIT_MS, type LoadJob } from './load-job';
import { markLoading, type PlannedDataset } from './load-state';
import { sqlState, withLockAttempts } from './lock-attempts';

/** SQLSTATE that sql/…/800-empty-table.sql raises for rows that no load made. */
const SOMEBODYS_ROWS = 'CL001';

/** The table holds rows that no load made; nothing was changed. */
export class SomebodysRows extends Error {}

/**
 * Empties the table, drops its indexes and notes that a load has begun, all or nothing.
 *
 * @param rowsAtMost most rows that the table may hold; undefined for any number
 * @throws SomebodysRows where it holds more; UserError if its locks can't be had in time
 */
export async function emptyTable(
  client: Client,
  { plan, spec, options }: LoadJob,
  planned: PlannedDataset,
  rowsAtMost: number | undefined,
): Promise<void> {
  await applySettings(client, plan);
  await client.query(`SELECT set_config('cluster.rows_at_most', $1, false)`, [
    rowsAtMost === undefined ? '' : String(rowsAtMost),
  ]);
  await withLockAttempts(
    client,
    async () => {
      for (const { file, text } of sqlStatements(plan.engine, 'emptyTable')) {
        await client.query(text).catch((error: unknown) => {
          throw sqlState(error) === SOMEBODYS_ROWS
            ? new SomebodysRows()
            : sqlFileError(file, error);
        });
      }
      await markLoading(client, spec, planned);
    },
    {
      engine: plan.engine,
      limitMs: options.waitMs ?? LOCK_WAIT_MS,
      signal: options.signal,
      consequence: 'nothing was changed',
    },
  );
}
