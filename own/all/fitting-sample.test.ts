import { expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { fittingSample } from './fitting-sample';

it.each([
  [1000, 1],
  [4_000_000, 1],
  [6_000_000, 2],
  [20_000_000, 2.5],
  [40_000_000, 9],
])('of %d rows copies one key in %d', (rows, oneIn) => {
  expect(fittingSample(profileOf({ orders: { columns: ['id'], rows } }))).toBe(oneIn);
});
