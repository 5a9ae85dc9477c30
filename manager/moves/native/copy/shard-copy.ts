import type { Client } from 'pg';
import type { ClusterPlan } from '../../../../topology/plan';
import type { Credentials } from '../../../credentials';
import { updateMove, type MoveRecord } from '../move-record';
import type { MoveSessions } from '../move-sessions';
import { BUILD_LIMIT_MS, define } from './schema-dump';
import { definitionsOf } from './shard-definitions';
import { hasToLogRows, readFreeBytes, roomObstacle } from '../shard-obstacles';
import { beginReplication } from './shard-replication';
import type { ShardPlace, Whereabouts } from '../whereabouts';
import { MOVES_SCHEMA, replicationName } from '../worker-names';
import { WORKER_SCHEMA } from './worker-schema';

/** A copy that comes no further as it is. */
export class CopyFails extends Error {}

/** Failures of the copy on the target after which its log is to be read. */
const FAILURE_LIMIT = 5;

/** Rows that statistics are made of, in hundreds; a shard is a part of its table. */
const STATISTICS_TARGET = 25;

/**
 * Begins to copy a shard: the target gets an empty table, which is filled and kept equal by logical
 * replication from now on.
 *
 * @throws Error saying why this shard can't be copied
 */
export async function beginCopy(
  sessions: MoveSessions,
  plan: ClusterPlan,
  credentials: Credentials,
  move: MoveRecord,
  place: ShardPlace,
  { copy }: Whereabouts,
): Promise<void> {
  const { coordinator, source, target } = sessions;
  const wholeRows = await hasToLogRows(source, place.table);
  await checkRoom(sessions, place);
  await checkWorkers(sessions);
  // Before anything is made: whoever finds the rest knows that it is to go.
  await updateMove(coordinator, move.id, {
    phase: 'copying',
    bytes: await sizeOf(source, place),
    bytesCopied: 0,
    sourceTimeline: copy.sourceTimeline,
    targetTimeline: copy.targetTimeline,
    structure: copy.structure,
    wholeRowsLogged: wholeRows,
  });
  const { table, keys } = await definitionsOf(sessions, plan, place);
  await target.query(WORKER_SCHEMA);
  await target.query('BEGIN');
  for (const statement of [...table, ...keys]) await target.query(statement);
  await target.query(
    `INSERT INTO ${MOVES_SCHEMA}.arriving (shard, move) VALUES ($1::regclass, $2)`,
    [place.table, move.id],
  );
  await target.query('COMMIT');
  if (wholeRows) await source.query(`ALTER TABLE ${place.table} REPLICA IDENTITY FULL`);
  await source.query(WORKER_SCHEMA);
  await beginReplication(sessions, plan, credentials, move, place);
}

async function checkRoom(
  { source, target, nodes }: MoveSessions,
  place: ShardPlace,
): Promise<void> {
  const { rows } = await source.query<{ bytes: number }>(
    'SELECT pg_total_relation_size($1::regclass)::float8 AS bytes',
    [place.table],
  );
  const free = await readFreeBytes(target);
  const obstacle = roomObstacle(nodes.target.name, free, rows[0]?.bytes ?? 0);
  if (obstacle !== undefined) throw new Error(obstacle);
}

/**
 * Each copy takes a worker of logical replication for its changes, also while its move rests, and one for
 * its rows. Were all of them taken for changes, no copy would get a row any more.
 */
async function checkWorkers({ target, nodes }: MoveSessions): Promise<void> {
  const { rows } = await target.query<{ free: number }>(
    `SELECT current_setting('max_logical_replication_workers')::integer - 2 * count(*)::integer AS free
     FROM pg_subscription WHERE subenabled`,
  );
  if ((rows[0]?.free ?? 0) >= 2) return;
  throw new Error(
    `${nodes.target.name} has no worker left for another copy (max_logical_replication_workers)`,
  );
}

/** Bytes of a shard's rows. */
async function sizeOf(client: Client, { table }: ShardPlace): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    'SELECT pg_table_size($1::regclass)::float8 AS bytes',
    [table],
  );
  return rows[0]?.bytes ?? 0;
}

const PROGRESS = `
  SELECT r.srsubstate = 'r' AS copied, pg_table_size($2::regclass)::float8 AS bytes,
    (s.apply_error_count + s.sync_error_count)::float8 AS errors,
    EXISTS (SELECT FROM pg_stat_subscription w WHERE w.subid = b.oid AND w.pid IS NOT NULL) AS "isServed"
  FROM pg_subscription b
  JOIN pg_subscription_rel r ON r.srsubid = b.oid AND r.srrelid = $2::regclass
  LEFT JOIN pg_stat_subscription_stats s ON s.subid = b.oid
  WHERE b.subname = $1`;

/**
 * How far the copy is.
 *
 * @throws CopyFails where the target fails at it again and again
 */
export async function copyProgress(
  { target, nodes }: MoveSessions,
  { id }: MoveRecord,
  { table }: ShardPlace,
): Promise<{ readonly copied: boolean; readonly bytes: number }> {
  const name = replicationName(id);
  const { rows } = await target.query<{
    copied: boolean;
    bytes: number;
    errors: number | null;
    isServed: boolean;
  }>(PROGRESS, [name, table]);
  const [progress] = rows;
  if (progress === undefined) throw new Error('its subscription is gone');
  // A worker that ends just when it starts is missed by PostgreSQL's launcher, which looks again after
  // three minutes (DEFAULT_NAPTIME_PER_CYCLE in launcher.c), or when it is woken as by this.
  if (!progress.isServed) await target.query(`ALTER SUBSCRIPTION ${name} ENABLE`);
  if ((progress.errors ?? 0) >= FAILURE_LIMIT) {
    throw new CopyFails(`${nodes.target.name} can not take it: its log says why`);
  }
  return progress;
}

/** Gives the copy all that the source has beside rows, and its place under its table; can be run again. */
export async function completeCopy(
  sessions: MoveSessions,
  plan: ClusterPlan,
  place: ShardPlace,
): Promise<void> {
  const { target } = sessions;
  const { others, attachment } = await definitionsOf(sessions, plan, place);
  await define(target, others);
  // What comes by way of the worker's own table would be in the copy alone.
  await target.query(
    `CREATE OR REPLACE TRIGGER cluster_moves_refuse BEFORE INSERT OR UPDATE OR DELETE ON ${place.table}
     FOR EACH ROW EXECUTE FUNCTION ${MOVES_SCHEMA}.refuse_writes()`,
  );
  const { rowCount } = await target.query(
    'SELECT FROM pg_class WHERE oid = $1::regclass AND NOT relispartition',
    [place.table],
  );
  if (rowCount === 1) await define(target, attachment);
  await target.query({
    text: `BEGIN; SET LOCAL default_statistics_target = ${STATISTICS_TARGET}; ANALYZE ${place.table}; COMMIT`,
    query_timeout: BUILD_LIMIT_MS,
  } as { text: string });
}
