import { expect, it } from 'vitest';
import { roomObstacles } from './split-room';

const GB = 1024 ** 3;
const DISKS = [
  { node: 4, group: 1, disk: { total: 100 * GB, free: 15 * GB } },
  { node: 7, group: 2, disk: { total: 100 * GB, free: 50 * GB } },
];

it('asks a disk for the largest shard alone, as splits come one after another', () => {
  const arrivals = [4, 5, 5].map((size) => ({ node: 4, bytes: size * GB }));
  expect(roomObstacles(arrivals, DISKS)).toEqual([]);
});

it('names the worker whose disk would be too full: a tenth of it stays free', () => {
  const arrivals = [4, 7].map((node) => ({ node, bytes: 6 * GB }));
  expect(roomObstacles(arrivals, DISKS)).toEqual([
    'the disk of worker-1 is too small: 6.0 GiB would come, 15.0 GiB are free, and a tenth of 100 GiB stays so',
  ]);
});
