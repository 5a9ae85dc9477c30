import type { Client } from 'pg';

/** Key of the lock that the acting manager holds on the coordinator primary, in SQL. */
export const LOCK_KEY = "hashtext('citus-cluster.manager')";

/** Takes the lock if nobody has it. */
export function tryLock(client: Client): Promise<boolean> {
  return ask(client, `SELECT pg_try_advisory_lock(${LOCK_KEY}) AS answer`);
}

/** Waits for the lock, no longer than for any other (`lock_timeout`), whose holder is about to end. */
export function awaitLock(client: Client): Promise<boolean> {
  return ask(client, `SELECT true AS answer FROM pg_advisory_lock(${LOCK_KEY})`);
}

/** Gives the lock up, which the session holds. */
export function unlock(client: Client): Promise<boolean> {
  return ask(client, `SELECT pg_advisory_unlock(${LOCK_KEY}) AS answer`);
}

/** Whether the session is one with a primary. */
export function isOnPrimary(client: Client): Promise<boolean> {
  return ask(client, 'SELECT NOT pg_is_in_recovery() AS answer');
}

async function ask(client: Client, sql: string): Promise<boolean> {
  return (await client.query<{ answer: boolean }>(sql)).rows[0]?.answer === true;
}
