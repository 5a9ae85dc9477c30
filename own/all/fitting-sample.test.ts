import { expect, it } from 'vitest';
import type { Placement } from '../plan/placement';
import { profileOf } from '../schema.fixture';
import { fittingSample } from './fitting-sample';

const placement: Placement = new Map([
  ['public.orders', { kind: 'distributed', column: 'id', group: 'id' }],
  ['public.visits', { kind: 'local', because: 'joined to none' }],
]);

it.each([
  [1000, 0, 1],
  [4_000_000, 0, 1],
  [6_000_000, 0, 1.4],
  [20_000_000, 0, 2.5],
  [17_000_000, 3_000_000, 3.4],
  [40_000_000, 0, 9],
  [40_000_000, 40_000_000, 71.6],
])('of %d rows with a key and %d without copies one key in %d', (orders, visits, oneIn) => {
  const profile = profileOf({
    orders: { columns: ['id'], rows: orders },
    visits: { columns: ['id'], rows: visits },
  });
  expect(fittingSample(profile, placement)).toBe(oneIn);
});
