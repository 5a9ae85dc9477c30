import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { escapeLiteral, type Client } from 'pg';
import type { MoveRecord } from '../move-record';
import type { MoveSessions } from '../move-sessions';
import { structureOf, type ShardPlace } from '../whereabouts';
import { MOVES_SCHEMA, preparedPrefix, replicationName } from '../worker-names';

/** Longest wait for a lock that writers queue behind, ms; then they go first, and it is tried again. */
const LOCK_LIMIT_MS = 300;

/** Longest wait for the target to have all, before and while writes wait, and for a standby, ms. */
const NEAR_LIMIT_MS = 5000;
const CATCH_UP_LIMIT_MS = 300;
const STANDBY_LIMIT_MS = 3000;

/** Writes that have waited this long go first, ms; twice as long after each swap that was postponed. */
const PAUSE_LIMIT_MS = 400;
const PAUSE_LIMITS = 5;

/** Between two looks at how far the target is, ms. */
const LOOK_MS = 2;

/** SQLSTATEs of what was not to be had in time. */
const BUSY = new Set(['55P03', '40P01', '57014']);

/** A swap that did not happen, because somebody uses the shard; nothing is changed. */
export class SwapPostponed extends Error {}

/**
 * Makes the target serve a shard that it has a copy of, in a moment in which nobody writes to it.
 *
 * The coordinator's lock keeps every transaction that comes by it away, once those under way have ended
 * on the source too; the source's lock everybody else, and what a coordinator that crashed had under
 * way. Then the target gets the last change, and its standby has it; then the source is closed by a
 * transaction that is only prepared, which outlives whatever fails next, and the coordinator's commit
 * decides. Whoever comes later finds by it whether the source's is to be committed or rolled back.
 *
 * @param postponed how often that was tried already
 * @returns how long writes were held back at most, ms
 * @throws SwapPostponed where it could not have its locks; any other error ends the run of the move,
 *   whose successor looks at what has become of it
 */
export async function swap(
  sessions: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
  postponed: number,
): Promise<number> {
  const { coordinator, source } = sessions;
  const limitMs = PAUSE_LIMIT_MS * 2 ** Math.min(postponed, PAUSE_LIMITS);
  await endAutovacuum(sessions.watch, place);
  await awaitLastChange(sessions, move, NEAR_LIMIT_MS);
  const gid = `${preparedPrefix(move.id)}${randomBytes(6).toString('hex')}`;
  let isPrepared = false;
  let startedAt = performance.now();
  try {
    await begin(coordinator);
    await holdShards(coordinator, move);
    startedAt = performance.now();
    const foreign = await lockForeignTable(coordinator, move);
    await begin(source);
    await source.query(`LOCK TABLE ONLY ${place.table} IN ACCESS EXCLUSIVE MODE`);
    await sameStructure(source, move, place);
    await awaitLastChange(sessions, move, CATCH_UP_LIMIT_MS);
    await Promise.all([
      openTarget(sessions, move, place),
      keepSnapshot(sessions.snapshot),
      close(source, move, place),
    ]);
    if (performance.now() - startedAt > limitMs) {
      throw new SwapPostponed(`it would hold writes back for more than ${limitMs} ms`);
    }
    isPrepared = true;
    await timed(source, `PREPARE TRANSACTION ${escapeLiteral(gid)}`, STANDBY_LIMIT_MS);
    await lead(coordinator, move, foreign, performance.now() - startedAt);
  } catch (error) {
    // Its commit was not sent, so that nothing of it stays. Nobody waits longer than until here.
    await coordinator.query('ROLLBACK');
    await source.query('ROLLBACK');
    if (isPrepared) await endPrepared(sessions, await preparedOf(source, gid), 'ROLLBACK');
    await noteWait(coordinator, move, performance.now() - startedAt);
    const { code = '', message } = error as { code?: string; message: string };
    throw BUSY.has(code) ? new SwapPostponed(`its shard is in use: ${message}`) : error;
  }
  // From here on its outcome is unknown until it is known.
  await coordinator.query('COMMIT');
  const waitedMs = performance.now() - startedAt;
  await source.query(`COMMIT PREPARED ${escapeLiteral(gid)}`);
  return waitedMs;
}

/** What was committed on the source, but not on the coordinator: the same without the source. */
export async function finishSwap({ coordinator }: MoveSessions, move: MoveRecord): Promise<void> {
  await begin(coordinator);
  const foreign = await lockForeignTable(coordinator, move);
  await lead(coordinator, move, foreign, 0);
  await coordinator.query('COMMIT');
}

/** Closes the source of a shard that the target serves; nobody comes by the coordinator any more. */
export async function closeSource(
  { source }: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  await source.query('BEGIN');
  await close(source, move, place);
  await source.query('COMMIT');
}

/** Ends transactions that a former run left prepared on the source. */
export async function endPrepared(
  { source }: MoveSessions,
  gids: readonly string[],
  verb: 'COMMIT' | 'ROLLBACK',
): Promise<void> {
  for (const gid of gids) await source.query(`${verb} PREPARED ${escapeLiteral(gid)}`);
}

async function preparedOf(source: Client, gid: string): Promise<string[]> {
  const { rows } = await source.query<{ gid: string }>(
    'SELECT gid FROM pg_prepared_xacts WHERE gid = $1',
    [gid],
  );
  return rows.map((row) => row.gid);
}

async function begin(client: Client): Promise<void> {
  await client.query(
    `BEGIN; SET LOCAL lock_timeout = ${LOCK_LIMIT_MS}; SET LOCAL idle_in_transaction_session_timeout = '30s'`,
  );
}

/** Waits for whoever goes over the shards one by one, and keeps others from beginning to. */
async function holdShards(coordinator: Client, { id }: MoveRecord): Promise<void> {
  await coordinator.query(`SELECT pg_advisory_xact_lock(hashtext('cluster.shards'))`);
  const { rowCount } = await coordinator.query(
    `UPDATE cluster.shard_moves SET phase = 'swapping' WHERE id = $1 AND NOT unwanted`,
    [id],
  );
  if (rowCount === 0) throw new SwapPostponed('it is not wanted any more');
}

/** The foreign table's name, and how it is locked: no statement locks a foreign table by itself. */
interface LockedForeignTable {
  readonly name: string;
  readonly unlock: string;
}

async function lockForeignTable(
  coordinator: Client,
  { shard }: MoveRecord,
): Promise<LockedForeignTable> {
  const { rows } = await coordinator.query<{ name: string; updatable: string | null }>(
    `SELECT t.ftrelid::regclass::text AS name,
       (SELECT option_value FROM pg_options_to_table(t.ftoptions)
        WHERE option_name = 'updatable') AS updatable
     FROM pg_foreign_table t WHERE t.ftrelid = $1::oid`,
    [shard],
  );
  const [table] = rows;
  if (table === undefined) throw new Error('the shard is gone');
  const { name, updatable } = table;
  const set =
    updatable === null ? `ADD updatable 'true'` : `SET updatable ${escapeLiteral(updatable)}`;
  await coordinator.query(`ALTER FOREIGN TABLE ${name} OPTIONS (${set})`);
  const unset = updatable === null ? 'DROP updatable' : set;
  return { name, unlock: `ALTER FOREIGN TABLE ${name} OPTIONS (${unset})` };
}

async function sameStructure(
  source: Client,
  { structure }: MoveRecord,
  { table }: ShardPlace,
): Promise<void> {
  const { rows } = await source.query<{ structure: string }>(
    `SELECT ${structureOf('$1::regclass')} AS structure`,
    [table],
  );
  if (rows[0]?.structure !== structure) throw new Error('the shard was altered meanwhile');
}

/**
 * Waits until the target has flushed every transaction that the source has committed. While the locks
 * that keep others away are held, there is none of the shard afterwards.
 */
async function awaitLastChange(
  { watch }: MoveSessions,
  { id }: MoveRecord,
  limitMs: number,
): Promise<void> {
  const { rows } = await watch.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn() AS lsn');
  // Its commit flushes what was committed without waiting for a flush.
  await timed(watch, `SELECT pg_logical_emit_message(true, 'cluster move', '')`, STANDBY_LIMIT_MS);
  const deadline = performance.now() + limitMs;
  for (;;) {
    const { rows: slots } = await watch.query<{ done: boolean }>(
      `SELECT coalesce(confirmed_flush_lsn >= $2::pg_lsn, false) AS done
       FROM pg_replication_slots WHERE slot_name = $1`,
      [replicationName(id), rows[0]?.lsn],
    );
    const [slot] = slots;
    if (slot === undefined) throw new Error('its slot is gone');
    if (slot.done) return;
    if (performance.now() > deadline) throw new SwapPostponed('the target does not catch up');
    await pause(LOOK_MS);
  }
}

/**
 * Makes sure that the target's copy is whole and the one that was begun, and lets writes in. The commit
 * waits for the target's standby, which has all changes then.
 */
async function openTarget(
  { target }: MoveSessions,
  { id, targetTimeline }: MoveRecord,
  { table }: ShardPlace,
): Promise<void> {
  const { rows } = await target.query<{ timeline: string; whole: boolean }>(
    `SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
       c.relispartition AND EXISTS (
         SELECT FROM pg_subscription_rel r JOIN pg_subscription b ON b.oid = r.srsubid
         WHERE b.subname = $1 AND r.srrelid = c.oid AND r.srsubstate = 'r') AS whole
     FROM pg_class c WHERE c.oid = $2::regclass`,
    [replicationName(id), table],
  );
  const [copy] = rows;
  if (copy?.whole !== true) throw new Error('the copy is not whole');
  if (copy.timeline !== targetTimeline) throw new Error('the target has another primary');
  await timed(
    target,
    `UPDATE ${MOVES_SCHEMA}.arriving SET closed = false WHERE move = ${id}`,
    STANDBY_LIMIT_MS,
  );
}

/** Keeps what the target has at this moment to be read later. */
async function keepSnapshot(snapshot: Client): Promise<void> {
  await snapshot.query('ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1');
}

/** Puts the source's shard aside, where nobody looks for it and its table brings no row into it. */
async function close(
  source: Client,
  { id }: MoveRecord,
  { table, name }: ShardPlace,
): Promise<void> {
  await source.query(
    `ALTER TABLE ${table} ADD CONSTRAINT moved_to_another_worker CHECK (false) NOT VALID`,
  );
  await source.query(`ALTER TABLE ${table} SET SCHEMA ${MOVES_SCHEMA}`);
  await source.query(
    `ALTER TABLE ${MOVES_SCHEMA}.${escapeIdentifierOf(name)} RENAME TO move_${id}`,
  );
}

function escapeIdentifierOf(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Leads the coordinator to the target, by the catalogue: a foreign table's server can't be altered, and
 * another table in its place would need the lock of the whole table and lose its statistics,
 * privileges and whatever depends on it. The last statement has every session plan anew.
 */
async function lead(
  coordinator: Client,
  { id, shard, to }: MoveRecord,
  { unlock }: LockedForeignTable,
  waitedMs: number,
): Promise<void> {
  const server = `(SELECT oid FROM pg_foreign_server WHERE srvname = 'worker_${to}')`;
  await coordinator.query(
    `UPDATE pg_foreign_table SET ftserver = ${server} WHERE ftrelid = ${shard};
     UPDATE pg_depend SET refobjid = ${server}
     WHERE classid = 'pg_class'::regclass AND objid = ${shard} AND objsubid = 0
       AND refclassid = 'pg_foreign_server'::regclass;
     UPDATE cluster.shard_moves SET phase = 'cleaning up', message = NULL,
       pause_ms = greatest(pause_ms, ${Math.round(waitedMs)}) WHERE id = ${id};
     ${unlock}`,
  );
}

async function noteWait(coordinator: Client, { id }: MoveRecord, waitedMs: number): Promise<void> {
  await coordinator.query(
    `UPDATE cluster.shard_moves SET pause_ms = greatest(pause_ms, $2) WHERE id = $1`,
    [id, Math.round(waitedMs)],
  );
}

/** Runs a statement whose commit waits for a standby; where that takes too long, its end is unknown. */
async function timed(client: Client, text: string, limitMs: number): Promise<void> {
  await client.query({ text, query_timeout: limitMs } as { text: string });
}

/** Ends an automatic vacuum of the shard, which a lock would wait for. */
async function endAutovacuum(watch: Client, { table }: ShardPlace): Promise<void> {
  await watch.query(
    `SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
     WHERE a.backend_type = 'autovacuum worker' AND l.relation = $1::regclass`,
    [table],
  );
}
