import type { MoverFacts } from './mover-facts';
import { isOver } from './move-record';
import { emptyWorkers, planMoves, type PlannedMove } from './plan-moves';

/** What is wanted of the shards, and whether it begins by itself. */
export interface MovesWanted {
  readonly state: 'at rest' | 'moving' | 'due' | 'held' | 'stuck';
  /** Why, in words, where it is not at rest. */
  readonly why: readonly string[];
  /** Moves to begin now. */
  readonly begin: readonly PlannedMove[];
}

/** Why tables can't move, by their names. */
export type Immovable = ReadonlyMap<string, string>;

/**
 * Decides what is wanted. Drains begin by themselves, and so does the filling of new workers unless
 * that is to be asked for; a spread that is merely uneven stays as it is until it is asked for.
 *
 * @param groups worker groups that are planned
 * @param immovable tables that stay where they are
 */
export function decideMoves(
  { shards: all, draining, wish, moves }: MoverFacts,
  groups: readonly number[],
  onGrow: 'auto' | 'manual',
  immovable: Immovable = new Map(),
): MovesWanted {
  const shards = all.filter(({ table }) => !immovable.has(table));
  const underWay = moves.filter((move) => !isOver(move));
  if (underWay.length > 0) {
    const plural = underWay.length === 1 ? 'shard' : 'shards';
    const stopping =
      wish === 'stopped' ? ', which were stopped: what is not there yet goes back' : '';
    return {
      state: 'moving',
      why: [`${underWay.length} ${plural} on the way${stopping}`],
      begin: [],
    };
  }
  const takers = groups.filter((group) => !draining.includes(group));
  const drained = draining.filter((group) => all.some((shard) => shard.group === group));
  const empty = emptyWorkers(shards, takers);
  const why = [
    ...drained.map((group) => `worker-${group} is drained, and holds ${countOf(all, group)}`),
    ...empty.map((group) => `worker-${group} holds no shard`),
  ];
  if (drained.length > 0 && takers.length === 0) {
    return { state: 'stuck', why: [...why, 'no worker takes shards'], begin: [] };
  }
  const ways = {
    'asked for': 'balance',
    'as needed': onGrow === 'auto' ? 'grow' : 'drain',
    stopped: 'drain',
  } as const;
  const planned = planMoves(shards, groups, draining, ways[wish]);
  if (planned.length > 0 && wish !== 'stopped') return { state: 'due', why, begin: planned };
  const kept = all.filter(({ table, group }) => immovable.has(table) && draining.includes(group));
  if (kept.length > 0) {
    const tables = [...new Set(kept.map(({ table }) => table))];
    return {
      state: 'stuck',
      why: [...why, ...tables.map((table) => immovable.get(table) ?? table)],
      begin: [],
    };
  }
  const isHeld = why.length > 0 && planMoves(shards, groups, draining, 'grow').length > 0;
  return isHeld ? { state: 'held', why, begin: [] } : { state: 'at rest', why: [], begin: [] };
}

function countOf(shards: MoverFacts['shards'], group: number): string {
  const count = shards.filter((shard) => shard.group === group).length;
  return count === 1 ? '1 shard' : `${count} shards`;
}
