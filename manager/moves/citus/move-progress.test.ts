import { expect, it } from 'vitest';
import { clusterOf, job, unit } from './move-facts.fixture';
import { movesProgress, placedShards } from './move-progress';

const MIB = 1024 ** 2;
const UNITS = [unit(1, [1]), unit(2, [2]), unit(3, [3]), unit(4, [1])];
const SIZES = new Map(UNITS.map(({ shardIds: [id = 0] }) => [id, 32 * MIB] as const));

it('tells how far a rebalance is, and how long it still takes at the speed so far', () => {
  const { tasks, ...running } = job('running', [
    [1, 4],
    [2, 4],
    [3, 4],
    [1, 4],
  ]);
  const [first, second, third, fourth] = tasks;
  if (!first || !second || !third || !fourth) throw new Error('four tasks expected');
  const facts = {
    ...clusterOf(4, UNITS),
    job: {
      ...running,
      tasks: [
        { ...first, status: 'done' },
        { ...second, retries: 2, message: 'ERROR:  connection lost' },
        { ...third, status: 'runnable' },
        { ...fourth, status: 'blocked' },
      ],
    },
  };
  const progress = [{ shardId: 2, step: 'Copying Data', bytes: 32 * MIB, copied: 16 * MIB }];
  const found = movesProgress(facts, progress, SIZES);
  expect(found).toMatchObject({ done: 1, total: 4, bytes: 32 * MIB, bytesCopied: 16 * MIB });
  expect(found.moves.map(({ shard, from, to, phase }) => [shard, from, to, phase])).toEqual([
    ['t_2', 2, 4, 'copying'],
    ['t_3', 3, 4, 'waiting'],
    ['t_4', 1, 4, 'waiting'],
  ]);
  expect(found.moves[0]).toMatchObject({ retries: 2, message: 'connection lost' });
  // 96 of 256 MiB are made after 10 s, what each move takes beside its bytes included.
  expect(found.secondsLeft).toBe(Math.ceil((10 * 160) / 96));
});

it('tells what the last one came to', () => {
  const facts = {
    ...clusterOf(4, UNITS),
    job: job('cancelled', [
      [1, 4],
      [2, 4],
    ]),
  };
  expect(movesProgress(facts, [], SIZES)).toMatchObject({
    done: 0,
    total: 2,
    moves: [],
    bytes: null,
  });
});

it('places every replica of every table', () => {
  const colocated = unit(1, [1, 2], {
    shardIds: [1, 9],
    names: ['t_1', 'u_9'],
    tables: ['t', 'u'],
  });
  expect(placedShards(clusterOf(2, [colocated, unit(2, [2])]), SIZES)).toEqual([
    { group: 1, table: 't', shards: ['t_1'], bytes: 32 * MIB },
    { group: 1, table: 'u', shards: ['u_9'], bytes: 0 },
    { group: 2, table: 't', shards: ['t_1', 't_2'], bytes: 64 * MIB },
    { group: 2, table: 'u', shards: ['u_9'], bytes: 0 },
  ]);
});
