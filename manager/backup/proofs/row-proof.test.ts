import { describe, expect, it } from 'vitest';
import {
  addHashes,
  hashText,
  isWhole,
  NO_ROWS,
  proofText,
  rowsFileOf,
  rowsFileTime,
  type ProvedRows,
  type RowProof,
} from './row-proof';

const shard = (differs: Partial<ProvedRows> = {}): ProvedRows => ({
  ...{ table: 'orders', shard: 'public.orders_1', group: 'worker-1', pages: null },
  ...{ rows: 600_000, hash: '00', ...differs },
});
const proof = (left: number, ...rows: readonly ProvedRows[]): RowProof => ({
  ...{ version: 1, point: 'point-20261127T221500Z-5c1e', at: 0, rows, left },
});

describe('hashes', () => {
  const pieces = [
    { rows: 2, sum: -5n },
    { rows: 1, sum: 2n ** 63n + 9n },
    { rows: 3, sum: 2n ** 64n - 1n },
  ];
  it('come to the same in whatever order and pieces', () => {
    const forwards = pieces.reduce(addHashes, NO_ROWS);
    const backwards = [...pieces].reverse().reduce(addHashes, NO_ROWS);
    expect(hashText(forwards)).toBe(hashText(backwards));
    expect(forwards.rows).toBe(6);
    expect(hashText(forwards)).toBe('8000000000000003');
  });

  it('are 16 digits', () => {
    expect(hashText(NO_ROWS)).toBe('0000000000000000');
    expect(hashText({ rows: 1, sum: -1n })).toBe('ffffffffffffffff');
  });
});

describe('the file of a point', () => {
  it('tells when the point was taken', () => {
    const name = rowsFileOf('point-20261127T221500Z-5c1e');
    expect(name).toBe('rows-point-20261127t221500z-5c1e.json');
    expect(rowsFileTime(name)).toBe(Date.parse('2026-11-27T22:15:00Z'));
    expect(rowsFileTime('points-2026-11-27t22.json')).toBeUndefined();
  });
});

describe('a proof in words', () => {
  it('says of what its rows are, and what it lacks', () => {
    const whole = proof(0, shard(), shard({ rows: 400_000 }));
    expect([isWhole(whole), proofText(whole)]).toEqual([true, '1,000,000 rows of 2 shards']);
    const part = proof(3, shard({ pages: 10, rows: 9 }));
    expect([isWhole(part), proofText(part)]).toEqual([
      false,
      '9 rows of 1 shard, of 1 of them the first pages alone, 3 left out',
    ]);
  });
});
