import type { Client } from 'pg';
import { addressOf } from '../../topology/plan';
import type { GroupFailover } from '../failover/failover-watch';

/**
 * Primary and standby swap names in a copy of the catalogue; no two rows may have the same name in between.
 * Each of several managers does so: all but the first find it done, as a second exchange would undo it. The
 * whole table is locked from the start, as Citus's trigger does at the first change: two exchanges that have
 * looked already, for two workers of a lost host or by two managers, would wait for each other.
 *
 * @throws Error where the table is locked by others for a second
 */
export async function exchangeNames(client: Client, failover: GroupFailover): Promise<void> {
  const { group } = failover.current;
  const [former, current] = [addressOf(failover.former), addressOf(failover.current)];
  const isDue = `SELECT FROM pg_dist_node
    WHERE groupid = $1 AND nodename = $2 AND noderole = 'primary'`;
  const rename = `UPDATE pg_dist_node SET nodename = $1 WHERE groupid = $2 AND nodename = $3`;
  const between = `${current}-promoted`;
  await client.query('BEGIN');
  try {
    await client.query("SET LOCAL lock_timeout = '1s'");
    await client.query('LOCK TABLE pg_dist_node IN SHARE ROW EXCLUSIVE MODE');
    const { rowCount } = await client.query(isDue, [group, former]);
    if (rowCount === 0) {
      await client.query('ROLLBACK');
      return;
    }
    await client.query(rename, [between, group, current]);
    await client.query(`${rename} AND noderole = 'primary'`, [current, group, former]);
    await client.query(rename, [former, group, between]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
