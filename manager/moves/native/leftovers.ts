import type { Client } from 'pg';
import { replicationName, REPLICATION_NAMES } from './worker-names';

const SLOTS = `
  SELECT slot_name AS name FROM pg_replication_slots
  WHERE slot_type = 'logical' AND NOT active
    AND (slot_name ~ '${REPLICATION_NAMES}' AND (slot_name <> ALL ($1) OR pg_is_in_recovery())
      OR slot_name ~ '^pg_[0-9]+_sync_[0-9]+_[0-9]+$' AND pg_is_in_recovery())`;

/**
 * Drops slots of moves that are over, and all that a node has of moves as a standby: it was the source's
 * primary then, and nobody reads them any more.
 *
 * @param client a superuser's session on any node
 * @param moves those that go on
 * @returns names of the slots
 */
export async function dropStaleSlots(client: Client, moves: readonly number[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(SLOTS, [moves.map(replicationName)]);
  for (const { name } of rows) await client.query('SELECT pg_drop_replication_slot($1)', [name]);
  return rows.map(({ name }) => name);
}

const LEFT = `
  SELECT (SELECT count(*) FROM pg_replication_slots WHERE slot_name ~ '${REPLICATION_NAMES}')::integer
    + (SELECT count(*) FROM pg_subscription WHERE subname ~ '${REPLICATION_NAMES}')::integer
    + (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'cluster_moves' AND c.relkind = 'r' AND c.relname ~ '^move_[0-9]+$')::integer
    + (SELECT count(*) FROM pg_prepared_xacts WHERE gid ~ '^cluster_move_')::integer AS left`;

/** Slots, subscriptions, shards put aside and prepared transactions of moves on a node. */
export async function countLeft(client: Client): Promise<number> {
  const { rows } = await client.query<{ left: number }>(LEFT);
  return rows[0]?.left ?? 0;
}
