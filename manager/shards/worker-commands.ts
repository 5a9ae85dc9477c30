import type { Client } from 'pg';
import { log } from '../log';
import type { CopyStep, WorkerView } from './worker-decision';

/** How long a lock on the catalogue of nodes is waited for before its holders are ended, ms. */
const PATIENCE_MS = 300;

/**
 * Sessions that keep another one from its lock, but for their own children. Who holds a lock on the
 * catalogue of nodes is about to change nodes or the schema of distributed tables, which a dead
 * worker keeps from being committed, or is Patroni, which holds writes to a stopping worker back
 * for the successor that a group of one node does not have. Ended, either is rolled back.
 */
const END_BLOCKERS_OF_SESSION = `
  SELECT pid, coalesce(application_name, '') AS name, pg_terminate_backend(pid) AS ended
  FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1))`;

/**
 * Has Citus go on without a worker: reads and writes then use the other placements alone.
 *
 * @param client a session on the coordinator primary, given up if this fails
 * @param second another one, to end what keeps the first from its lock
 * @param synchronous whether the other workers are told in the same transaction
 */
export async function disableWorker(
  client: Client,
  second: Client,
  worker: WorkerView,
  synchronous: boolean,
): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await client.query(
    `SET lock_timeout = '3s'; SET statement_timeout = '5s'; SET citus.node_connection_timeout = '2s'`,
  );
  let done = false;
  const disabled = client
    .query('SELECT citus_disable_node($1, $2, $3)', [worker.name, worker.port, synchronous])
    .finally(() => (done = true));
  const endBlockers = async (): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      if (done) return;
      const { rows: ended } = await second.query<{ pid: number; name: string }>(
        END_BLOCKERS_OF_SESSION,
        [rows[0]?.pid],
      );
      for (const { pid, name } of ended) {
        log('warn', 'ended a session that kept a lost worker from being disabled', { pid, name });
      }
    }
  };
  const [outcome] = await Promise.allSettled([disabled, endBlockers()]);
  if (outcome.status === 'rejected') throw outcome.reason;
}

/** Has Citus use a worker again; its placements of replicated shards are given up. */
export async function activateWorker(client: Client, worker: WorkerView): Promise<void> {
  await client.query(`SET lock_timeout = '3s'; SET statement_timeout = '60s'`);
  await client.query('SELECT citus_activate_node($1, $2)', [worker.name, worker.port]);
}

/**
 * Resolves the transactions that a lost worker was left with, which hold locks there: Citus does
 * so for active workers alone. Whether one was committed stands in the coordinator's records. Those
 * whose session still runs are left alone.
 *
 * @returns how many were resolved
 */
export async function resolvePrepared(
  coordinator: Client,
  worker: Client,
  group: number,
): Promise<number> {
  const prepared = await worker.query<{ gid: string; pid: number }>(
    `SELECT gid, split_part(gid, '_', 3)::integer AS pid FROM pg_prepared_xacts
     WHERE gid ~ '^citus_0_[0-9]+_' AND database = current_database()`,
  );
  if (prepared.rows.length === 0) return 0;
  const gids = prepared.rows.map(({ gid }) => gid);
  const pids = prepared.rows.map(({ pid }) => pid);
  const running = await coordinator.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE pid = ANY ($1) AND state IS DISTINCT FROM 'idle'`,
    [pids],
  );
  const committed = await coordinator.query<{ gid: string }>(
    'SELECT gid FROM pg_dist_transaction WHERE groupid = $1 AND gid = ANY ($2)',
    [group, gids],
  );
  let resolved = 0;
  for (const { gid, pid } of prepared.rows) {
    if (running.rows.some((row) => row.pid === pid)) continue;
    const verb = committed.rows.some((row) => row.gid === gid) ? 'COMMIT' : 'ROLLBACK';
    await worker.query(`${verb} PREPARED ${worker.escapeLiteral(gid)}`);
    resolved += 1;
  }
  return resolved;
}

/**
 * Copies a shard and what is placed with it. Writes to it wait meanwhile, which is short for
 * each; copying by logical replication lets them go on, but takes longer and leaves slots behind
 * when it is cut off.
 */
export async function copyShard(
  client: Client,
  { shard, source, target }: CopyStep,
): Promise<void> {
  await client.query(
    `SELECT citus_copy_shard_placement($1::bigint, $2, $3, $4, $5, 'block_writes')`,
    [shard.shardIds[0], source.name, source.port, target.name, target.port],
  );
}

/**
 * Drops shards that lie on a worker and are not its placements: copies from before it was
 * disabled. Only those that another active worker has, and none that Citus moves there, or is about
 * to drop itself.
 *
 * @returns the names of the tables dropped
 */
export async function dropStaleShards(
  coordinator: Client,
  worker: Client,
  group: number,
): Promise<string[]> {
  const { rows } = await coordinator.query<{ name: string }>(
    `SELECT shard_name(s.logicalrelid, s.shardid) AS name
     FROM pg_dist_shard s JOIN pg_dist_partition p USING (logicalrelid)
     WHERE p.repmodel <> 't'
       AND NOT EXISTS (SELECT FROM pg_dist_placement WHERE shardid = s.shardid AND groupid = $1)
       AND NOT EXISTS (SELECT FROM pg_dist_cleanup c WHERE c.node_group_id = $1
                       AND c.object_name LIKE '%' || s.shardid)
       AND EXISTS (SELECT FROM pg_dist_placement pl
                   JOIN pg_dist_node d ON d.groupid = pl.groupid AND d.noderole = 'primary'
                   WHERE pl.shardid = s.shardid AND d.isactive)`,
    [group],
  );
  await worker.query(
    `SET citus.override_table_visibility = off; SET citus.enable_ddl_propagation = off;
     SET citus.enable_manual_changes_to_shards = on`,
  );
  // Names are quoted, and qualified where they need to be.
  const present = await worker.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [rows.map(({ name }) => name)],
  );
  for (const { name } of present.rows) await worker.query(`DROP TABLE IF EXISTS ${name} CASCADE`);
  return present.rows.map(({ name }) => name);
}
