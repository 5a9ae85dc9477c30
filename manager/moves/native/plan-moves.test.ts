import { describe, expect, it } from 'vitest';
import { emptyWorkers, planMoves, type PlacedShard, type PlannedMove } from './plan-moves';

/** Shards of a table that take turns on workers. */
function spread(table: string, shards: number, workers: readonly number[]): PlacedShard[] {
  return Array.from({ length: shards }, (_, n) => ({
    table,
    shard: `${table}_${String(n).padStart(4, '0')}`,
    group: workers[n % workers.length] ?? 0,
  }));
}

function after(shards: readonly PlacedShard[], moves: readonly PlannedMove[]): PlacedShard[] {
  return shards.map((one) => {
    const move = moves.find(({ shard }) => shard === one.shard);
    return move === undefined ? one : { ...one, group: move.to };
  });
}

function counts(
  shards: readonly PlacedShard[],
  workers: readonly number[],
  table?: string,
): number[] {
  const own = shards.filter((one) => table === undefined || one.table === table);
  return workers.map((worker) => own.filter(({ group }) => group === worker).length);
}

describe('planMoves', () => {
  it('fills a new worker with no more moves than it takes', () => {
    const shards = spread('trips', 12, [1, 2, 3]);
    const moves = planMoves(shards, [1, 2, 3, 4], [], 'grow');
    expect(moves.map(({ to }) => to)).toEqual([4, 4, 4]);
    expect(counts(after(shards, moves), [1, 2, 3, 4])).toEqual([3, 3, 3, 3]);
    expect(planMoves(after(shards, moves), [1, 2, 3, 4], [], 'balance')).toEqual([]);
  });

  it('spreads every table by itself, and the odd ones over all workers', () => {
    const shards = [...spread('trips', 5, [1, 2]), ...spread('visits', 5, [1, 2])];
    const moves = planMoves(shards, [1, 2, 3], [], 'grow');
    const spreadShards = after(shards, moves);
    for (const table of ['trips', 'visits']) {
      expect(counts(spreadShards, [1, 2, 3], table).sort()).toEqual([1, 2, 2]);
    }
    expect(Math.max(...counts(spreadShards, [1, 2, 3]))).toBeLessThanOrEqual(4);
  });

  it('empties a worker onto the others evenly, and moves nothing else', () => {
    const shards = spread('trips', 12, [1, 2, 3, 4]);
    const moves = planMoves(shards, [1, 2, 3, 4], [4], 'drain');
    expect(moves.map(({ group }) => group)).toEqual([4, 4, 4]);
    expect(counts(after(shards, moves), [1, 2, 3, 4])).toEqual([4, 4, 4, 0]);
  });

  it('moves nothing where nobody takes anything', () => {
    expect(planMoves(spread('trips', 4, [1]), [1], [1], 'balance')).toEqual([]);
  });

  it('leaves an uneven spread alone unless it is asked for, or a worker holds nothing', () => {
    const shards = [...spread('trips', 6, [1]), ...spread('visits', 1, [2])];
    expect(planMoves(shards, [1, 2], [], 'drain')).toEqual([]);
    expect(planMoves(shards, [1, 2], [], 'grow')).toEqual([]);
    const moves = planMoves(shards, [1, 2], [], 'balance');
    expect(counts(after(shards, moves), [1, 2], 'trips')).toEqual([3, 3]);
  });

  it('drains and fills at once without moving a shard twice', () => {
    const shards = spread('trips', 8, [1, 2]);
    const moves = planMoves(shards, [1, 2, 3], [2], 'grow');
    expect(counts(after(shards, moves), [1, 2, 3])).toEqual([4, 0, 4]);
    expect(moves).toHaveLength(4);
  });
});

describe('emptyWorkers', () => {
  it('is nobody where every other worker holds one shard of a table at most', () => {
    expect(emptyWorkers(spread('trips', 2, [1, 2]), [1, 2, 3])).toEqual([]);
    expect(emptyWorkers(spread('trips', 3, [1, 2]), [1, 2, 3])).toEqual([3]);
    expect(emptyWorkers([], [1, 2])).toEqual([]);
  });
});
