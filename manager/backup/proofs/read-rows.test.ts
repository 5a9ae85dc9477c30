import { describe, expect, it } from 'vitest';
import { pieces, withinLimit } from './read-rows';
import type { StoredShard } from './stored-shards';

describe('pieces of a shard', () => {
  it('go on to its end, wherever that is by now', () => {
    expect(pieces(null, 0)).toEqual([`WHERE r.ctid >= '(0,0)'`]);
    expect(pieces(null, 2000)).toEqual([
      `WHERE r.ctid >= '(0,0)' AND r.ctid < '(1024,0)'`,
      `WHERE r.ctid >= '(1024,0)'`,
    ]);
  });

  it('end where they are asked to', () => {
    expect(pieces(1500, 9000)).toEqual([
      `WHERE r.ctid >= '(0,0)' AND r.ctid < '(1024,0)'`,
      `WHERE r.ctid >= '(1024,0)' AND r.ctid < '(1500,0)'`,
    ]);
  });
});

describe('a limit for all shards', () => {
  const shard = (pages: number): StoredShard => ({
    ...{ table: 'orders', shard: `orders_${pages}`, group: 'worker-1', pages, inPieces: true },
  });
  const shards = [shard(0), shard(100), shard(900)];

  it('asks for all pages where they are within it', () => {
    expect(withinLimit(shards, 1000).map(({ asked }) => asked)).toEqual([null, null, null]);
  });

  it('asks for the same share of each, and one page at the least', () => {
    expect(withinLimit(shards, 500).map(({ asked }) => asked)).toEqual([1, 50, 450]);
  });
});
