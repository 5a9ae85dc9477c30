import { describe, expect, it } from 'vitest';
import { madeMoves, movedShards } from './made-moves';
import { clusterOf, job, unit } from './move-facts.fixture';

const UNITS = [unit(1, [4], { shardIds: [1, 11] }), unit(2, [4]), unit(3, [1])];

function made(...states: string[]) {
  const rebalance = job('finished', [
    [1, 4],
    [2, 4],
    [3, 4],
  ]);
  const tasks = rebalance.tasks.map((task, i) => ({ ...task, status: states[i] ?? 'done' }));
  return { ...clusterOf(4, UNITS), job: { ...rebalance, tasks } };
}

describe('moves that have been made', () => {
  it('are told newest first, each with the time that writes waited for it', () => {
    const pauses = new Map([
      [1, 40],
      [11, 120],
    ]);
    const pauseOf = (_: number, shards: readonly number[]) =>
      Math.max(...shards.map((shard) => pauses.get(shard) ?? 0));
    const sizes = new Map([
      [1, 100],
      [11, 50],
    ]);
    expect(madeMoves(made('done', 'done', 'running'), sizes, pauseOf)).toEqual([
      { table: 't', shard: 't_2', from: 2, to: 4, bytes: null, pauseMs: 0 },
      { table: 't', shard: 't_1', from: 1, to: 4, bytes: 150, pauseMs: 120 },
    ]);
    expect(movedShards(made('done', 'blocked', 'running'))).toEqual([1, 11]);
  });

  it('are told without a source that has been removed', () => {
    const facts = made('done', 'blocked', 'blocked');
    const left = { ...facts, nodes: facts.nodes.filter(({ group }) => group !== 1) };
    expect(madeMoves(left, new Map(), () => null)).toMatchObject([{ from: null, pauseMs: null }]);
  });
});
