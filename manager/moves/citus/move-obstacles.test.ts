import { expect, it } from 'vitest';
import { moveObstacles, type NodeRoom } from './move-obstacles';

const GB = 1024 ** 3;

function room(group: number, less: Partial<NodeRoom> = {}): NodeRoom {
  return {
    ...{ group, workers: 8, slots: 10, senders: 10, appliers: 4, isLogical: true },
    disk: { total: 100 * GB, free: 50 * GB },
    ...less,
  };
}

const MOVES = [
  { from: 1, to: 3, bytes: 2 * GB },
  { from: 2, to: 3, bytes: 2 * GB },
  { from: 1, to: 3, bytes: 2 * GB },
];

it('finds none where there is room', () => {
  expect(moveObstacles(2, MOVES, [room(0), room(1), room(2), room(3)])).toEqual([]);
});

it('asks for no more than is moved at the same time', () => {
  expect(moveObstacles(1, MOVES, [room(0, { workers: 2 }), room(3, { appliers: 1 })])).toEqual([]);
});

it.each<[string, NodeRoom, string]>([
  [
    'processes',
    room(0, { workers: 2 }),
    'the coordinator has 2 of 3 background workers free (max_worker_processes)',
  ],
  [
    'slots',
    room(1, { slots: 1 }),
    'worker-1 has 1 of 2 replication slots free (max_replication_slots)',
  ],
  ['senders', room(1, { senders: 0 }), 'worker-1 has 0 of 2 log senders free (max_wal_senders)'],
  [
    'appliers',
    room(3, { appliers: 1 }),
    'worker-3 has 1 of 2 appliers free (max_logical_replication_workers)',
  ],
  ['the log', room(1, { isLogical: false }), 'worker-1 does not run with wal_level logical yet'],
])('names the node that lacks %s', (_, lacking, words) => {
  expect(moveObstacles(2, MOVES, [lacking])).toEqual([words]);
});

it('names a disk that would be too full: a tenth of it stays free', () => {
  const disk = { total: 100 * GB, free: 15 * GB };
  expect(moveObstacles(2, MOVES, [room(3, { disk })])).toEqual([
    'the disk of worker-3 is too small: 6.0 GiB would come, 15.0 GiB are free, and a tenth of 100 GiB stays so',
  ]);
  expect(moveObstacles(2, MOVES, [room(1, { disk })])).toEqual([]);
});
