import type { Client } from 'pg';
import { UserError } from '../words/user-error';
import { connect } from '../sql/connect';
import { applySettings, sqlFileError, sqlStatements } from '../sql/run-sql-files';
import type { LoadJob } from './load-job';
import { LOADER } from './load-state';
import { withLockAttempts } from './lock-attempts';

/** How long locks are waited for once the rows are in, ms: longer, as all would have to be done again. */
const LOCK_WAIT_MS = 600_000;

/** What is left of a load that ends here. */
const CONSEQUENCE = 'the rows are in, some of their indexes are not; `npm run load` starts over';

/**
 * Builds the table's indexes and analyses it, statement by statement, each in a transaction of its
 * own.
 *
 * @throws UserError naming the file and what the server said, or that it was stopped
 */
export async function createIndexes(
  client: Client,
  { plan, connection, options: { signal } }: LoadJob,
): Promise<void> {
  await applySettings(client, plan);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const cancel = (): void => {
    void cancelStatement(connection, rows[0]?.pid ?? 0);
  };
  signal?.addEventListener('abort', cancel);
  try {
    for (const { file, text } of sqlStatements(plan.engine, 'createIndexes')) {
      const run = async (): Promise<void> => void (await client.query(text));
      const how = { engine: plan.engine, limitMs: LOCK_WAIT_MS, signal, consequence: CONSEQUENCE };
      await withLockAttempts(client, run, how).catch((error: unknown) => {
        if (signal?.aborted === true) throw new UserError(`stopped; ${CONSEQUENCE}`);
        throw error instanceof UserError ? error : sqlFileError(file, error);
      });
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** Where it can't be cancelled, the end of the load's own session ends it. */
async function cancelStatement(connection: string, pid: number): Promise<void> {
  try {
    const client = await connect(connection, LOADER);
    await client.query('SELECT pg_cancel_backend($1)', [pid]);
    await client.end();
  } catch {
    process.exitCode = 1;
  }
}
