import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { Engine } from '../../topology/config/cluster-config';
import type { GroupPlan, NodePlan } from '../../topology/plan';
import { forEachAtOnce } from '../at-once';
import type { KeptSessions } from '../sessions/kept-sessions';
import type { GroupPoint, RestorePoint } from './catalogue';
import { timelineOf } from './log-files';
import { lockStatement, longWriter, pointLocks } from './point-locks';
import { writtenTables } from './proofs/written-tables';

/** Longest time for the locks and the points, from the moment at which the first lock is asked for, ms. */
const LIMIT_MS = 1800;

/**
 * Of the sessions by which points are taken. They are the first to look for a deadlock, so that it is never
 * somebody else's transaction that ends for it; a vacuum gives way by that as well. Whatever becomes of the
 * manager, no lock outlasts the last line.
 */
export const POINT_SESSION = `
  SET lock_timeout = '800ms';
  SET deadlock_timeout = '200ms';
  SET statement_timeout = '2s';
  SET idle_in_transaction_session_timeout = '2s'`;

/** A group and the node that is its primary. */
export interface GroupPrimary {
  readonly group: Pick<GroupPlan, 'name' | 'role'>;
  readonly node: NodePlan;
}

/** A point can't be taken now without having writers wait for somebody else. */
export class PointPostponed extends Error {}

/** A name that no other point has; `xxxx` is chance. `point-20261127T221500Z-xxxx` */
export function pointName(at: number): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `point-${time}-${randomBytes(2).toString('hex')}`;
}

/** What is to see all groups as they are at a point. */
export interface PointWitness {
  /** Called before anything is locked. */
  readonly prepare: () => Promise<void>;
  /** Called at the point, while nobody writes to any table. */
  readonly see: () => Promise<void>;
}

/**
 * Takes a restore point: the same name in the log of every group, at a moment at which no transaction over
 * several groups is in the middle of its commit. Such transactions wait with their commits meanwhile (with
 * engine native, writers to sharded tables), some milliseconds, {@link LIMIT_MS} at most. With a witness all
 * who write to tables wait for that moment.
 *
 * @param sessions with {@link POINT_SESSION}, which nobody else uses meanwhile
 * @param primaries of all groups, the coordinator's first
 * @throws PointPostponed, or what failed; no lock is held then
 */
export async function takeRestorePoint(
  sessions: KeptSessions,
  engine: Engine,
  primaries: readonly GroupPrimary[],
  witness?: PointWitness,
): Promise<RestorePoint> {
  const [coordinator] = primaries;
  if (coordinator === undefined) throw new Error('there is no coordinator');
  const at = Date.now();
  const name = pointName(at);
  try {
    const locks = pointLocks(engine);
    const tables = await sessions.ask(coordinator.node, async (client) => {
      const found = await locks.tables(client);
      await refuseBehindWriters(client, coordinator, found, locks.mode);
      return found;
    });
    const written = witness === undefined ? [] : await findWritten(sessions, engine, primaries);
    await witness?.prepare();
    // Who does not answer is found out before anything is locked.
    await onAll(sessions, primaries, 'BEGIN');
    const cut = async (): Promise<{ groups: GroupPoint[]; widthMs: number }> => {
      const workers = primaries.slice(1);
      // Before what commits take last: a writer that waits for one of these would keep the other.
      for (const { primary, lock } of written) await onAll(sessions, [primary], lock);
      await onAll(sessions, [coordinator], lockStatement(tables, locks.mode));
      await onAll(sessions, workers, lockStatement(locks.workerTables, locks.mode));
      const from = performance.now();
      const [groups] = await Promise.all([
        Promise.all(primaries.map((one) => pointOf(sessions, one, name))),
        witness?.see(),
      ]);
      return { groups, widthMs: Math.round(performance.now() - from) };
    };
    const taken = await within(LIMIT_MS, cut());
    await onAll(sessions, primaries, 'ROLLBACK');
    return { name, at, ...taken };
  } catch (error) {
    // What a session holds ends with it; one that waits for a lock gives up by itself.
    if (!(error instanceof PointPostponed)) sessions.keepOnly([]);
    throw error;
  }
}

/**
 * Completes the log files that hold a point, where writers have not filled them yet, so that they are
 * archived. Whoever writes waits meanwhile: PostgreSQL fills the rest of the 16 MiB with zeros.
 */
export async function completeLog(
  sessions: KeptSessions,
  primaries: readonly GroupPrimary[],
  { groups }: RestorePoint,
): Promise<void> {
  await forEachAtOnce(primaries, async ({ group, node }) => {
    const segment = groups.find((one) => one.group === group.name)?.segment;
    await sessions.ask(node, (client) =>
      client.query(
        'SELECT pg_switch_wal() WHERE pg_walfile_name(pg_current_wal_insert_lsn()) = $1',
        [segment],
      ),
    );
  });
}

/** What locks the tables that are written to, a primary at a time, the coordinator's first. */
async function findWritten(
  sessions: KeptSessions,
  engine: Engine,
  primaries: readonly GroupPrimary[],
): Promise<{ readonly primary: GroupPrimary; readonly lock: string | undefined }[]> {
  return forEachAtOnce(primaries, async (primary) => {
    const tables = await sessions.ask(primary.node, async (client) => {
      const found = await writtenTables(client, engine, primary.group.role);
      await refuseBehindWriters(client, primary, found, 'SHARE');
      return found;
    });
    const lock = lockStatement(tables, 'SHARE');
    return { primary, lock: lock && `SET LOCAL citus.enable_ddl_propagation = off; ${lock}` };
  });
}

async function refuseBehindWriters(
  client: Client,
  { node }: GroupPrimary,
  tables: readonly string[],
  mode: 'EXCLUSIVE' | 'SHARE',
): Promise<void> {
  if (tables.length === 0) return;
  const writer = await longWriter(client, tables, mode);
  if (writer === undefined) return;
  throw new PointPostponed(
    `process ${writer} on ${node.name} has been at work for a while on a change that a point waits for; ` +
      'none is taken before its end',
  );
}

/** Runs a statement on all of these at the same time; nothing where there is none. */
async function onAll(
  sessions: KeptSessions,
  primaries: readonly GroupPrimary[],
  sql: string | undefined,
): Promise<void> {
  if (sql === undefined) return;
  await forEachAtOnce(primaries, ({ node }) =>
    sessions
      .ask(node, (client) => client.query(sql))
      .catch((error: unknown) => {
        throw new Error(`${node.name}: ${(error as Error).message}`, { cause: error });
      }),
  );
}

async function pointOf(
  sessions: KeptSessions,
  { group, node }: GroupPrimary,
  name: string,
): Promise<GroupPoint> {
  const { rows } = await sessions.ask(node, (client) =>
    client.query<{ lsn: string; segment: string }>(
      // The position is the one behind the point, which may be the first of the next file.
      `SELECT lsn::text, pg_walfile_name(lsn - 1) AS segment FROM pg_create_restore_point($1) AS lsn`,
      [name],
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`${node.name} took no point`);
  return { group: group.name, timeline: timelineOf(row.segment), ...row };
}

/** @throws Error where it takes longer */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it took longer than ${limitMs} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // What goes wrong after the time is over has been told.
    work.catch(() => undefined);
  }
}
