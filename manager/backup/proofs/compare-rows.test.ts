import { describe, expect, it } from 'vitest';
import { differentRows } from './compare-rows';
import type { ProvedRows, RowProof } from './row-proof';

const rowsOf = (shard: string, rows: number, hash = 'aa', table = 'orders'): ProvedRows => ({
  ...{ table, shard, group: 'worker-1', pages: null, rows, hash },
});
const KEPT = [rowsOf('public.orders_1', 100), rowsOf('public.notes', 7, 'bb', 'notes')];
const kept = (left = 0): RowProof => ({
  ...{ version: 1, point: 'point', at: 0, rows: KEPT, left },
});
const [orders, notes] = KEPT as [ProvedRows, ProvedRows];

describe('rows that are found', () => {
  it.each<[string, readonly ProvedRows[], readonly string[]]>([
    ['are those that are kept', [notes, orders], []],
    [
      'are fewer',
      [{ ...orders, rows: 99 }, notes],
      ['public.orders_1 of orders on worker-1 has 99 rows, kept are 100'],
    ],
    [
      'are others',
      [orders, { ...notes, hash: 'cc' }],
      ['public.notes on worker-1 has as many rows as are kept, but others'],
    ],
    ['are missing', [orders], ['public.notes on worker-1 is missing']],
    [
      'are elsewhere',
      [orders, { ...notes, group: 'worker-2' }],
      ['public.notes on worker-1 is missing', 'public.notes on worker-2 was not there'],
    ],
  ])('%s', (_, found, told) => {
    expect(differentRows(kept(), found)).toEqual(told);
  });

  it('may be more than are kept where some were left out', () => {
    expect(differentRows(kept(1), [...KEPT, rowsOf('public.orders_2', 5)])).toEqual([]);
  });
});
