import { formatBytes } from '../../../words/bytes';
import type { ClientBase } from 'pg';
import type { PlannedMove } from './begin-moves';
import type { MoveFacts } from './move-facts';

/** What a node has left of what moves take. */
export interface NodeRoom {
  readonly group: number;
  /** Processes (max_worker_processes). */
  readonly workers: number;
  /** Replication slots and senders of the write-ahead log, of which a move takes one each at its source. */
  readonly slots: number;
  readonly senders: number;
  /** Appliers (max_logical_replication_workers), of which a move takes one at its target. */
  readonly appliers: number;
  /** Whether the write-ahead log holds what logical replication needs. */
  readonly isLogical: boolean;
  /** Bytes of the disk, and those that are free. */
  readonly disk: { readonly total: number; readonly free: number };
}

/** Processes that PostgreSQL starts for itself are none of max_worker_processes. */
const ROOM = `
  SELECT json_build_object(
    'workers', current_setting('max_worker_processes')::integer - (
      SELECT count(*) FROM pg_stat_activity WHERE backend_type NOT IN ('client backend', 'walsender',
        'walreceiver', 'startup', 'checkpointer', 'background writer', 'walwriter', 'walsummarizer',
        'autovacuum launcher', 'autovacuum worker', 'archiver', 'slotsync worker', 'io worker')),
    'slots', current_setting('max_replication_slots')::integer - (SELECT count(*) FROM pg_replication_slots),
    'senders', current_setting('max_wal_senders')::integer - (SELECT count(*) FROM pg_stat_replication),
    'appliers', current_setting('max_logical_replication_workers')::integer
      - (SELECT count(*) FROM pg_stat_subscription WHERE pid IS NOT NULL),
    'isLogical', current_setting('wal_level') = 'logical',
    'disk', (SELECT json_build_object('free', available_disk_size, 'total', total_disk_size)
      FROM citus_local_disk_space_stats())) AS room`;

/** Reads it on a group's primary. */
export async function readRoom(client: ClientBase, group: number): Promise<NodeRoom> {
  const { rows } = await client.query<{ room: Omit<NodeRoom, 'group'> }>(ROOM);
  const [row] = rows;
  if (row === undefined) throw new Error('it gave no answer');
  return { group, ...row.room };
}

/** A move, as far as room is concerned. */
export interface Load {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Share of a target's disk that stays free, as Citus itself demands (citus.desired_percent_disk_available_after_move). */
const FREE_SHARE = 0.1;

/**
 * Why moves can't be made; empty where they can.
 *
 * @param parallel how many are made at the same time
 * @param moves by group
 * @param rooms of the coordinator and of every group that a move concerns
 */
export function moveObstacles(
  parallel: number,
  moves: readonly Load[],
  rooms: readonly NodeRoom[],
): string[] {
  return rooms.flatMap((room) => {
    const from = moves.filter((move) => move.from === room.group);
    const to = moves.filter((move) => move.to === room.group);
    const [out, into] = [from, to].map(({ length }) => Math.min(parallel, length)) as [
      number,
      number,
    ];
    const name = room.group === 0 ? 'the coordinator' : `worker-${room.group}`;
    const processes = room.group === 0 ? 1 + Math.min(parallel, moves.length) : into;
    const lacks = (has: number, needs: number, what: string, parameter: string): string[] =>
      has >= needs ? [] : [`${name} has ${has} of ${needs} ${what} free (${parameter})`];
    const bytes = to.reduce((sum, move) => sum + move.bytes, 0);
    return [
      ...lacks(room.workers, processes, 'background workers', 'max_worker_processes'),
      ...lacks(room.slots, Math.max(out, into), 'replication slots', 'max_replication_slots'),
      ...lacks(room.senders, out, 'log senders', 'max_wal_senders'),
      ...lacks(room.appliers, into, 'appliers', 'max_logical_replication_workers'),
      ...(room.isLogical || out === 0 ? [] : [`${name} does not run with wal_level logical yet`]),
      ...diskObstacle(name, bytes, room.disk),
    ];
  });
}

/** Why so many bytes can't come to a node's disk; empty where they can. */
export function diskObstacle(
  name: string,
  bytes: number,
  { free, total }: NodeRoom['disk'],
): string[] {
  if (bytes === 0 || free - bytes >= FREE_SHARE * total) return [];
  return [
    `the disk of ${name} is too small: ${formatBytes(bytes)} would come, ${formatBytes(free)} are free, and a tenth of ${formatBytes(total)} stays so`,
  ];
}

/**
 * Why planned moves can't be made, asked of the nodes that they concern.
 *
 * @param on a session on a group's primary
 * @throws what a node answered
 */
export async function planObstacles(
  parallel: number,
  { nodes }: MoveFacts,
  moves: readonly PlannedMove[],
  on: (group: number) => ClientBase,
): Promise<string[]> {
  if (moves.length === 0) return [];
  const groupOf = (id: number): number => nodes.find((node) => node.id === id)?.group ?? 0;
  const loads = moves.map(({ from, to, bytes }) => ({
    ...{ from: groupOf(from), to: groupOf(to), bytes },
  }));
  const concerned = [...new Set([0, ...loads.flatMap(({ from, to }) => [from, to])])];
  const rooms = await Promise.all(concerned.map((group) => readRoom(on(group), group)));
  return moveObstacles(parallel, loads, rooms);
}
