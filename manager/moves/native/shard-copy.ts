import { escapeLiteral, type Client } from 'pg';
import { CERTIFICATE_FILES } from '../../../topology/tls/certificate-files';
import type { ClusterPlan, NodePlan } from '../../../topology/plan';
import { SUPERUSER } from '../../../topology/postgres/roles';
import { isVerified } from '../../../topology/tls/tls-stage';
import type { Credentials } from '../../credentials';
import { hasToLogRows, readFreeBytes, roomObstacle } from './shard-obstacles';
import { BUILD_LIMIT_MS, define, dumpSchema } from './schema-dump';
import type { MoveSessions } from './move-sessions';
import { updateMove, type MoveRecord } from './move-record';
import type { ShardPlace, Whereabouts } from './whereabouts';
import { MOVES_SCHEMA, replicationName } from './worker-names';

/** Longest wait for the source's transactions that were open before the copy, ms. */
const SLOT_LIMIT_MS = 120_000;

/** A copy that comes no further as it is. */
export class CopyFails extends Error {}

/** Failures of the copy on the target after which its log is to be read. */
const FAILURE_LIMIT = 5;

/** Longest wait for a lock that others queue behind, ms. */
const SHORT_LOCK_MS = 300;

/** Rows that statistics are made of, in hundreds; a shard is a part of its table. */
const STATISTICS_TARGET = 25;

/** What both workers need for any shard. The function is run by whoever writes. */
const WORKER_SCHEMA = `
  BEGIN;
  -- Another move may be about to make it as well.
  SELECT pg_advisory_xact_lock(hashtext('${MOVES_SCHEMA}'));
  CREATE SCHEMA IF NOT EXISTS ${MOVES_SCHEMA};
  CREATE TABLE IF NOT EXISTS ${MOVES_SCHEMA}.arriving (
    shard oid PRIMARY KEY, move integer NOT NULL, closed boolean NOT NULL DEFAULT true);
  CREATE OR REPLACE FUNCTION ${MOVES_SCHEMA}.refuse_writes() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM ${MOVES_SCHEMA}.arriving WHERE shard = TG_RELID AND closed) THEN
      RAISE EXCEPTION 'shard % is on its way to this worker', TG_TABLE_NAME USING
        ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Write to it through the coordinator.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END
  $$;
  COMMIT`;

/** Definitions that the target's shard is made of, in the order in which it gets them. */
interface Definitions {
  readonly table: readonly string[];
  /** What tells rows apart, without which changes can't be applied. */
  readonly keys: readonly string[];
  /** The rest; on a table that has its rows it is made faster. */
  readonly others: readonly string[];
  readonly attachment: readonly string[];
}

async function definitionsOf(
  { source, nodes }: MoveSessions,
  plan: ClusterPlan,
  { schema, name }: ShardPlace,
): Promise<Definitions> {
  const quoted = (part: string): string => `"${part.replaceAll('"', '""')}"`;
  const options = ['--table', `${quoted(schema)}.${quoted(name)}`];
  const dump = (section: string): Promise<string[]> =>
    dumpSchema(source, plan, nodes.source, [...options, '--section', section]);
  const before = await dump('pre-data');
  const after = await dump('post-data');
  const isAttachment = (text: string): boolean => / ATTACH PARTITION /.test(text);
  const isKey = (text: string): boolean =>
    /PRIMARY KEY|REPLICA IDENTITY|^CREATE UNIQUE INDEX|ADD CONSTRAINT \S+ UNIQUE/.test(text);
  return {
    table: before.filter((text) => !isAttachment(text)),
    keys: after.filter(isKey),
    // Indexes find their own places when the table does.
    others: after.filter((text) => !isKey(text) && !isAttachment(text)),
    attachment: before.filter(isAttachment),
  };
}

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
  const { coordinator, source, target, nodes } = sessions;
  const wholeRows = await hasToLogRows(source, place.table);
  await checkRoom(sessions, place);
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
  const name = replicationName(move.id);
  if (wholeRows) await source.query(`ALTER TABLE ${place.table} REPLICA IDENTITY FULL`);
  await source.query(WORKER_SCHEMA);
  await source.query(`CREATE PUBLICATION ${name} FOR TABLE ONLY ${place.table}`);
  const connection = escapeLiteral(connectionTo(nodes.source, plan, credentials));
  await target
    .query({
      text: `CREATE SUBSCRIPTION ${name} CONNECTION ${connection} PUBLICATION ${name}`,
      query_timeout: SLOT_LIMIT_MS,
    } as { text: string })
    .catch((error: unknown) => {
      if ((error as Error).message !== 'Query read timeout') throw error;
      throw new Error(
        `transactions that write on ${nodes.source.name} have been open for ${SLOT_LIMIT_MS / 1000} s, and a copy begins when they end`,
      );
    });
}

/** How a target logs in to a source; where the stack verifies its servers, as it does. */
function connectionTo(
  { name, postgresPort }: NodePlan,
  plan: ClusterPlan,
  { superuser }: Credentials,
): string {
  const { authorities, certificate, key } = CERTIFICATE_FILES;
  const values = {
    host: name,
    port: String(postgresPort),
    dbname: plan.database,
    user: SUPERUSER,
    password: superuser,
    ...{ connect_timeout: '5', keepalives_idle: '2', keepalives_interval: '1' },
    ...{ keepalives_count: '3', tcp_user_timeout: '5000' },
    ...(isVerified(plan) && {
      ...{ sslmode: 'verify-full', sslrootcert: authorities, sslcert: certificate, sslkey: key },
    }),
  };
  return Object.entries(values)
    .map(([option, value]) => `${option}='${value.replace(/[\\']/g, '\\$&')}'`)
    .join(' ');
}

/** Keeps the subscription's login the present one: passwords may change meanwhile. */
export async function keepLogin(
  { target, nodes }: MoveSessions,
  plan: ClusterPlan,
  credentials: Credentials,
  { id }: MoveRecord,
): Promise<void> {
  const wanted = connectionTo(nodes.source, plan, credentials);
  const { rowCount } = await target.query(
    'SELECT FROM pg_subscription WHERE subname = $1 AND subconninfo <> $2',
    [replicationName(id), wanted],
  );
  if (rowCount === 0) return;
  await target.query(
    `ALTER SUBSCRIPTION ${replicationName(id)} CONNECTION ${escapeLiteral(wanted)}`,
  );
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

/** Ends the replication of a move, on either side; can be run again, and where nothing was begun. */
export async function endReplication(
  { source, target }: MoveSessions,
  { id }: MoveRecord,
): Promise<void> {
  const name = replicationName(id);
  const { rows } = await target.query<{ oid: number }>(
    'SELECT oid FROM pg_subscription WHERE subname = $1',
    [name],
  );
  const [subscription] = rows;
  if (subscription !== undefined) {
    // The slots are dropped from their own side: this one may not reach it.
    await target.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await target.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
  }
  const slots = subscription === undefined ? '' : `|^pg_${subscription.oid}_sync_`;
  await dropSlots(source, `^${name}$${slots}`);
  // Last, as the slots of the copy are known by its number.
  await target.query(`DROP SUBSCRIPTION IF EXISTS ${name}`);
  await source.query(`DROP PUBLICATION IF EXISTS ${name}`);
}

/** Tries to drop a slot, 100 ms after one another: who reads it has to end first. */
const DROP_TRIES = 50;

/** Drops the logical slots of these names. @param names a regular expression */
export async function dropSlots(client: Client, names: string): Promise<string[]> {
  const dropped: string[] = [];
  for (let tries = 0; ; tries += 1) {
    const { rows } = await client.query<{ name: string; pid: number | null }>(
      `SELECT slot_name AS name, active_pid AS pid FROM pg_replication_slots
       WHERE slot_type = 'logical' AND database = current_database() AND slot_name ~ $1`,
      [names],
    );
    if (rows.length === 0) return dropped;
    if (tries === DROP_TRIES) throw new Error(`slot ${rows[0]?.name} is in use still`);
    for (const { name, pid } of rows) {
      if (pid === null) {
        await client.query('SELECT pg_drop_replication_slot($1)', [name]);
        dropped.push(name);
      } else {
        await client.query('SELECT pg_terminate_backend($1)', [pid]);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Removes the copy of a shard that nobody is served by; the source is as it was before. */
export async function undoCopy(
  sessions: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  const { source, target } = sessions;
  await endReplication(sessions, move);
  const { rows: marks } = await target.query<{ there: boolean }>(
    `SELECT to_regclass('${MOVES_SCHEMA}.arriving') IS NOT NULL AS there`,
  );
  if (marks[0]?.there === true) {
    // By its mark, never by its name alone.
    const { rows } = await target.query<{ table: string | null }>(
      `SELECT (SELECT oid::regclass::text FROM pg_class WHERE oid = a.shard) AS table
       FROM ${MOVES_SCHEMA}.arriving a WHERE move = $1`,
      [move.id],
    );
    for (const { table } of rows) {
      await target.query(
        `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS};
         ${table === null ? '' : `DROP TABLE ${table};`}
         DELETE FROM ${MOVES_SCHEMA}.arriving WHERE move = ${move.id}; COMMIT`,
      );
    }
  }
  if (!move.wholeRowsLogged) return;
  const { rowCount } = await source.query('SELECT FROM pg_class WHERE oid = to_regclass($1)', [
    place.table,
  ]);
  if (rowCount === 1) await source.query(`ALTER TABLE ${place.table} REPLICA IDENTITY DEFAULT`);
}

/** Removes what a move has left once the target serves: only its shard stays, as any other. */
export async function cleanUp(
  sessions: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  const { coordinator, source, target } = sessions;
  await endReplication(sessions, move);
  await target.query(
    `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS};
     DROP TRIGGER IF EXISTS cluster_moves_refuse ON ${place.table};
     DELETE FROM ${MOVES_SCHEMA}.arriving WHERE move = ${move.id}; COMMIT`,
  );
  if (!move.differs) {
    await source.query(
      `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS}; DROP TABLE IF EXISTS ${place.aside}; COMMIT`,
    );
  }
  await updateMove(coordinator, move.id, { phase: 'done' });
}

/** Has the target refuse writes to the copy by way of its own table; a swap that failed may have let them in. */
export async function refuseWrites({ target }: MoveSessions, { id }: MoveRecord): Promise<void> {
  await target.query(
    `UPDATE ${MOVES_SCHEMA}.arriving SET closed = true WHERE move = $1 AND NOT closed`,
    [id],
  );
}
