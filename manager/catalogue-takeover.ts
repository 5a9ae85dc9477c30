import type { NodePlan } from '../topology/plan';
import { log } from './log';
import { withSession } from './sessions';

/** How long after a worker's failover its way into the catalogue is kept clear, ms. */
const LIMIT_MS = 10_000;

/** Between two looks, ms. */
const STEP_MS = 200;

/**
 * Ends the sessions that keep Patroni from registering a worker's new primary. They hold the locks of
 * shards on it since before the failover, and wait for the old primary, which will not answer: Citus
 * itself would end them, after a grace that is meant for queries of a living node. What they were
 * doing was never acknowledged.
 */
const END_BLOCKERS = `
  SELECT blocker.pid, pg_terminate_backend(blocker.pid) AS ended
  FROM pg_stat_activity blocker
  WHERE blocker.backend_type = 'client backend' AND blocker.pid <> pg_backend_pid()
    AND blocker.xact_start < clock_timestamp() - $1::float8 * interval '1 ms'
    AND blocker.pid IN (
      SELECT unnest(pg_blocking_pids(update.pid)) FROM pg_stat_activity update
      WHERE update.wait_event_type = 'Lock' AND update.query LIKE '%citus_update_node%')`;

/**
 * Keeps the way clear for Patroni's change of Citus's catalogue after a worker's failover.
 *
 * @param coordinator the coordinator primary
 */
export async function clearCatalogueTakeover(
  coordinator: NodePlan,
  password: string,
  database: string,
): Promise<void> {
  const startedAt = Date.now();
  await withSession(coordinator, password, database, async (client) => {
    while (Date.now() - startedAt < LIMIT_MS) {
      const { rows } = await client.query<{ pid: number }>(END_BLOCKERS, [Date.now() - startedAt]);
      if (rows.length > 0) {
        log('warn', 'ended sessions that waited for a lost worker', { sessions: rows.length });
      }
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  });
}
