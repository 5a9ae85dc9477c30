import type { NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { withSession } from '../sessions/sessions';

/** Longest wait for one answer, ms. */
const ANSWER_LIMIT_MS = 3000;

/**
 * Up to where a standby has log, where it waits because nobody gives it more: neither its own directory nor a stream.
 * One that still reads its own has another wait, or none.
 */
const HAS = `
  SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text AS lsn
  FROM pg_stat_activity
  WHERE pg_is_in_recovery() AND backend_type = 'startup'
    AND wait_event = 'RecoveryRetrieveRetryInterval'`;

/**
 * Whether a primary has removed the file of log from which one goes on that has all before a position. A file is
 * named by its timeline, in eight digits, and its number, which it keeps on a newer one.
 */
const REMOVED = `
  WITH next AS (SELECT substr(pg_walfile_name($1::pg_lsn + 1), 9) AS number)
  SELECT NOT EXISTS (SELECT FROM pg_ls_waldir() WHERE substr(name, 9) = number) AS removed
  FROM next
  WHERE NOT pg_is_in_recovery() AND number < substr(pg_walfile_name(pg_current_wal_lsn()), 9)`;

/**
 * Drops a standby's slot that PostgreSQL has given up. By it the standby would be refused for good (PostgreSQL 18), or
 * follow while no log is kept for it.
 */
const DROP_LOST_SLOT = `
  SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
  WHERE slot_name = $1 AND slot_type = 'physical' AND wal_status = 'lost' AND NOT active`;

/**
 * Whether a standby waits for log that its primary has removed.
 *
 * That the slot is lost does not tell: Patroni drops a lost one, and makes it anew from the present position on, while
 * the standby is away; so it does after half an hour without the standby (`member_slots_ttl`).
 *
 * @throws what PostgreSQL answered, or the network said
 */
export async function lacksLog(
  standby: NodePlan,
  primary: NodePlan,
  credentials: Credentials,
): Promise<boolean> {
  const lsn = await ask<{ lsn: string | null }>(standby, credentials, HAS);
  if (typeof lsn?.lsn !== 'string') return false;
  const found = await ask<{ removed: boolean }>(primary, credentials, REMOVED, [lsn.lsn]);
  return found?.removed === true;
}

/**
 * Has a primary forget a standby's slot where it is lost; Patroni makes it anew within seconds. Patroni itself leaves
 * it as it is where the standby was never away from the consensus store.
 *
 * @returns whether there was one
 * @throws what PostgreSQL answered, or the network said
 */
export async function dropLostSlot(
  standby: NodePlan,
  primary: NodePlan,
  credentials: Credentials,
): Promise<boolean> {
  return (await ask(primary, credentials, DROP_LOST_SLOT, [slotOf(standby)])) !== undefined;
}

/** A member's slot, as Patroni names it (`slot_name_from_member_name`): names here have no other sign. */
function slotOf({ name }: NodePlan): string {
  return name.replaceAll('-', '_');
}

async function ask<T extends object>(
  node: NodePlan,
  credentials: Credentials,
  sql: string,
  values: readonly string[] = [],
): Promise<T | undefined> {
  const { rows } = await withSession(
    node,
    credentials,
    'postgres',
    (client) => client.query<T>(sql, [...values]),
    ANSWER_LIMIT_MS,
  );
  return rows[0];
}
