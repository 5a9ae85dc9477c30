import type { ClientBase } from 'pg';
import { UserError } from '../../../words/user-error';

/** PostgreSQL's advisory lock, on the coordinator primary, of who splits shards or begins to move them. */
const LOCK = 7_231_644_091;

/** Whether somebody has it, as a condition of SQL: PostgreSQL lists the key's halves apart. */
export const SHARDS_ARE_SPLIT = `EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = ${LOCK})`;

/**
 * Takes the lock for as long as the session lasts.
 *
 * @param client a session on the coordinator primary
 * @returns whether nobody else has it
 */
export async function claimShardWork(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS held',
    [LOCK],
  );
  return rows[0]?.held === true;
}

/**
 * Does something while nobody splits shards, and nobody can begin to.
 *
 * @param client a session on the coordinator primary
 * @throws UserError where shards are being split, before anything is done
 */
export async function whileNobodySplits<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  if (!(await claimShardWork(client))) {
    throw new UserError(
      'shards are being split (reshard or isolate)',
      'nothing was changed; they can move when that is over',
    );
  }
  try {
    return await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}
