import type { ClientBase } from 'pg';
import type { WaitingSession } from '../sessions/stuck-sessions';

/**
 * Sessions in a statement that wait for the network for a second and more: Citus waits for workers
 * under PostgreSQL's event of a client. Manager and applications alike.
 */
const WAITING = `
  SELECT pid, query_start::text AS since FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state = 'active'
    AND coalesce(wait_event_type, 'Client') IN ('Client', 'Extension')
    AND application_name NOT LIKE 'Patroni%' AND application_name NOT LIKE 'citus_internal%'
    AND clock_timestamp() - query_start > interval '1 second'`;

/** Processes of the coordinator that a worker does something for, by the ids that Citus gives. */
const SERVED = `
  SELECT DISTINCT (substring(application_name FROM 'gpid=(\\d+)')::bigint % 10000000000)::integer AS pid
  FROM pg_stat_activity
  WHERE application_name LIKE 'citus_internal gpid=%' AND state = 'active'`;

/** Asks the coordinator primary. */
export async function waitingSessions(client: ClientBase): Promise<WaitingSession[]> {
  return (await client.query<WaitingSession>(WAITING)).rows;
}

/** Asks a worker. */
export async function servedSessions(client: ClientBase): Promise<number[]> {
  return (await client.query<{ pid: number }>(SERVED)).rows.map(({ pid }) => pid);
}
