import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { lockStatement, longWriter, pointLocks } from '../manager/backup/point-locks';
import { POINT_SESSION } from '../manager/backup/restore-point';
import { closeSession } from '../manager/sessions/sessions';
import { openOn } from '../running/primary-sessions';
import type { ClusterPlan, NodePlan } from '../topology/plan';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';
import { LONG_SESSION } from './long-session';

/** Tries to cut, and the time between two, ms. */
const TRIES = 10;
const PAUSE_MS = 1000;

/** A group as it is at the moment of the cut, for as long as its session is open. */
export interface GroupCut {
  readonly node: NodePlan;
  /** A superuser's, in a transaction of the snapshot. */
  readonly client: Client;
  /** What takes another session on that node to the same moment. */
  readonly snapshot: string;
}

/** All groups as of one moment. */
export interface Cut {
  /** The coordinator's first. */
  readonly groups: readonly GroupCut[];
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Within how long all groups were at it, ms. */
  readonly widthMs: number;
  /** How long commits over several groups waited, ms. */
  readonly heldMs: number;
}

/**
 * Opens a snapshot on the primary of every group at a moment at which no transaction over several groups is
 * in the middle of its commit, by the locks that restore points take. They are held for some milliseconds:
 * nobody waits while the snapshots are read.
 *
 * @param nodes primaries of all groups, the coordinator's first
 * @param run reads; the snapshots end with it
 * @throws UserError where a cut can't be had, or what `run` throws
 */
export async function withCut<T>(
  plan: ClusterPlan,
  nodes: readonly NodePlan[],
  run: (cut: Cut) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const readers: Client[] = [];
    try {
      for (const node of nodes) readers.push(await openOn(plan, node, LONG_SESSION, 0));
      const cut = await tryCut(plan, nodes, readers);
      if (typeof cut !== 'string') return await run(cut);
      if (tries === TRIES) {
        throw new UserError(
          `no moment at which all groups of stack "${plan.stack}" agree: ${cut}`,
          'nothing was changed; try again when that has ended',
        );
      }
    } finally {
      await Promise.all(readers.map(closeSession));
    }
    await pause(PAUSE_MS);
  }
}

/** @returns the cut, or why there is none now */
async function tryCut(
  plan: ClusterPlan,
  nodes: readonly NodePlan[],
  readers: readonly Client[],
): Promise<Cut | string> {
  const holders: Client[] = [];
  try {
    for (const node of nodes) holders.push(await openOn(plan, node));
    const [coordinator, ...workers] = holders;
    if (coordinator === undefined) throw new Error('the plan has no group');
    await all(holders, POINT_SESSION);
    const locks = pointLocks(plan.engine);
    const tables = await locks.tables(coordinator);
    const writer = tables.length > 0 && (await longWriter(coordinator, tables, locks.mode));
    if (writer !== false && writer !== undefined) {
      return `process ${writer} of the coordinator is at work on a long change`;
    }
    await all(readers, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await all(holders, 'BEGIN');
    const from = performance.now();
    await all([coordinator], lockStatement(tables, locks.mode));
    await all(workers, lockStatement(locks.workerTables, locks.mode));
    const at = Date.now();
    const locked = performance.now();
    const snapshots = await Promise.all(readers.map(snapshotOf));
    const widthMs = Math.round(performance.now() - locked);
    await all(holders, 'ROLLBACK');
    const heldMs = Math.round(performance.now() - from);
    const groups = nodes.flatMap((node, index) => {
      const [client, snapshot] = [readers[index], snapshots[index]];
      return client && snapshot ? [{ node, client, snapshot }] : [];
    });
    const doubted = await inDoubt(plan, groups);
    return doubted ?? { groups, at, widthMs, heldMs };
  } catch (error) {
    return messageOf(error);
  } finally {
    await Promise.all(holders.map(closeSession));
  }
}

async function all(clients: readonly Client[], sql: string | undefined): Promise<void> {
  if (sql !== undefined) await Promise.all(clients.map((client) => client.query(sql)));
}

async function snapshotOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
  return rows[0]?.id ?? '';
}

/** A transaction of Citus that is decided and waits on a worker to be committed by recovery. */
async function inDoubt({ engine }: ClusterPlan, groups: readonly GroupCut[]) {
  const [coordinator, ...workers] = groups;
  if (engine !== 'citus' || coordinator === undefined) return undefined;
  const decided = await coordinator.client.query<{ gid: string }>(
    'SELECT gid FROM pg_catalog.pg_dist_transaction',
  );
  const gids = decided.rows.map(({ gid }) => gid);
  for (const { node, client } of workers) {
    const { rows } = await client.query<{ gid: string }>(
      'SELECT gid FROM pg_prepared_xacts WHERE gid = ANY ($1)',
      [gids],
    );
    if (rows[0] !== undefined) return `${rows[0].gid} is decided and not committed on ${node.name}`;
  }
  return undefined;
}
