import type { ClientBase } from 'pg';
import type { MovePhase, MoveStatus, PlacedShards } from '../moves-status';
import { jobAtWork, type MoveFacts, type MoveTask, type ShardUnit } from './move-facts';
import { failureText } from './move-need';

/** How far a shard is that moves now, in Citus's words. */
export interface ShardProgress {
  readonly shardId: number;
  /** `Setting Up`, `Copying Data`, `Catching Up`, `Final Catchup`, … */
  readonly step: string;
  readonly bytes: number;
  readonly copied: number;
}

const PROGRESS = `
  SELECT shardid::float8 AS "shardId", status AS step, source_shard_size::float8 AS bytes,
    target_shard_size::float8 AS copied FROM get_rebalance_progress()`;

/** Reads it on the coordinator primary; that asks the workers. */
export async function readProgress(client: ClientBase): Promise<ShardProgress[]> {
  return (await client.query<ShardProgress>(PROGRESS)).rows;
}

/** Bytes of every shard, by its number. */
export type ShardSizes = ReadonlyMap<number, number>;

/** Reads them on the coordinator primary; that asks the workers. */
export async function readSizes(client: ClientBase): Promise<ShardSizes> {
  const { rows } = await client.query<{ shard: number; bytes: number }>(
    `SELECT shard_id::float8 AS shard, max(size)::float8 AS bytes FROM citus_shard_sizes() GROUP BY 1`,
  );
  return new Map(rows.map(({ shard, bytes }) => [shard, bytes]));
}

/** What the last rebalance comes to so far. */
export interface MovesProgress {
  readonly done: number;
  readonly total: number;
  readonly moves: readonly MoveStatus[];
  readonly bytes: number | null;
  readonly bytesCopied: number | null;
  readonly secondsLeft: number | null;
}

/** What a move takes whatever its size, in bytes that could be copied meanwhile. */
const BASE_COST = 32 * 1024 ** 2;

/** Puts together how far the moves are. */
export function movesProgress(
  facts: MoveFacts,
  progress: readonly ShardProgress[],
  sizes: ShardSizes,
): MovesProgress {
  const tasks = (facts.job?.tasks ?? []).filter(({ shardId }) => shardId !== null);
  const done = tasks.filter(({ status }) => status === 'done').length;
  const counts = { done, total: tasks.length };
  const job = jobAtWork(facts);
  if (job === undefined) {
    return { ...counts, moves: [], bytes: null, bytesCopied: null, secondsLeft: null };
  }
  const isLeft = ({ status }: MoveTask): boolean =>
    ['blocked', 'runnable', 'running', 'cancelling'].includes(status);
  const moves = tasks.filter(isLeft).flatMap((task) => moveStatus(facts, task, progress, sizes));
  const running = moves.filter(({ phase }) => phase !== 'waiting');
  const sum = (list: readonly MoveStatus[], of: (move: MoveStatus) => number): number =>
    list.reduce((total, move) => total + of(move), 0);
  const costs = tasks.map((task) => BASE_COST + bytesOf(facts, task, sizes));
  const allCost = costs.reduce((total, cost) => total + cost, 0);
  const leftCost = sum(moves, ({ bytes, bytesCopied, phase }) =>
    phase === 'waiting'
      ? BASE_COST + (bytes ?? 0)
      : BASE_COST / 2 + Math.max(0, (bytes ?? 0) - (bytesCopied ?? 0)),
  );
  const madeCost = allCost - leftCost;
  return {
    ...counts,
    moves,
    bytes: sum(running, ({ bytes }) => bytes ?? 0),
    bytesCopied: sum(running, ({ bytesCopied }) => bytesCopied ?? 0),
    secondsLeft:
      job.seconds === null || madeCost <= 0 ? null : Math.ceil((job.seconds * leftCost) / madeCost),
  };
}

/** The shards that a move takes along; undefined where Citus no longer has its shard. */
export function unitOf({ units }: MoveFacts, { shardId }: MoveTask): ShardUnit | undefined {
  return units.find(({ shardIds }) => shardId !== null && shardIds.includes(shardId));
}

/** Bytes of all shards of a move, as far as they are known. */
export function bytesOf(facts: MoveFacts, task: MoveTask, sizes: ShardSizes): number {
  const { shardIds = [] } = unitOf(facts, task) ?? {};
  return shardIds.reduce((total, shard) => total + (sizes.get(shard) ?? 0), 0);
}

function moveStatus(
  facts: MoveFacts,
  task: MoveTask,
  progress: readonly ShardProgress[],
  sizes: ShardSizes,
): MoveStatus[] {
  const unit = unitOf(facts, task);
  const [from, to] = (task.nodes ?? []).map(
    (id) => facts.nodes.find((node) => node.id === id)?.group,
  );
  const [table] = unit?.tables ?? [];
  if (unit === undefined || table === undefined || from === undefined || to === undefined)
    return [];
  const [shard = ''] = unit.names;
  const seen = progress.filter(({ shardId }) => unit.shardIds.includes(shardId));
  const isMoving = task.status === 'running' && seen.length > 0;
  const total = (of: (one: ShardProgress) => number): number =>
    seen.reduce((sum, one) => sum + of(one), 0);
  return [
    {
      ...{ table, shard, from, to },
      phase: isMoving ? phaseOf(seen[0]?.step ?? '') : 'waiting',
      bytes: isMoving ? total(({ bytes }) => bytes) : bytesOf(facts, task, sizes) || null,
      bytesCopied: isMoving ? total(({ bytes, copied }) => Math.min(bytes, copied)) : null,
      retries: task.retries,
      message: failureText(task.message) || null,
    },
  ];
}

/** Citus's steps (shard_rebalancer.c and multi_logical_replication.c), in order, as phases. */
const PHASES: Readonly<Record<string, MovePhase>> = {
  'not started yet': 'waiting',
  'setting up': 'copying',
  'copying data': 'copying',
  'catching up': 'catching up',
  'creating constraints': 'catching up',
  'final catchup': 'swapping',
  'creating foreign keys': 'swapping',
  completing: 'swapping',
  completed: 'cleaning up',
};

function phaseOf(step: string): MovePhase {
  return PHASES[step.toLowerCase()] ?? 'copying';
}

/** What every worker holds of every table, by group and table. */
export function placedShards({ units }: MoveFacts, sizes: ShardSizes): PlacedShards[] {
  const placed = new Map<
    string,
    { group: number; table: string; shards: string[]; bytes: number }
  >();
  for (const { groups, shardIds, names, tables } of units) {
    for (const group of groups) {
      for (const [index, table] of tables.entries()) {
        const key = `${group} ${table}`;
        const entry = placed.get(key) ?? { group, table, shards: [], bytes: 0 };
        entry.shards.push(names[index] ?? '');
        entry.bytes += sizes.get(shardIds[index] ?? 0) ?? 0;
        placed.set(key, entry);
      }
    }
  }
  return [...placed.values()].sort(
    (one, other) => one.group - other.group || one.table.localeCompare(other.table),
  );
}
