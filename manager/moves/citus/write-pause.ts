import type { ClientBase } from 'pg';

/**
 * The longest that a session has been waiting now for the lock under which a shard changes its place.
 * Citus's locks on a shard's metadata are advisory ones of class 4 (resource_lock.h,
 * ADV_LOCKTAG_CLASS_CITUS_SHARD_METADATA).
 */
const WAIT = `
  SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8 AS ms
  FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 4 AND NOT granted`;

/** Reads it on the coordinator primary, ms; 0 where nobody waits. */
export async function longestWait(client: ClientBase): Promise<number> {
  return (await client.query<{ ms: number }>(WAIT)).rows[0]?.ms ?? 0;
}
