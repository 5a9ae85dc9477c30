import { expect, it } from 'vitest';
import { groupBy } from '../group-by';
import { followKeys } from './follow-keys';

/** So many sets of each key, with another value each. */
const setsOf = (counts: Readonly<Record<string, number>>): string[][] =>
  Object.entries(counts).flatMap(([key, count]) =>
    Array.from({ length: count }, (_, n) => [`${key}${n}`, key]),
  );

const callsOf = (counts: Readonly<Record<string, number>>): string[] =>
  setsOf(counts).flatMap(([, key = '']) => key);

const countsIn = (sets: readonly (readonly (string | null)[])[]) =>
  Object.fromEntries(
    [...groupBy(sets, ([, key]) => key)].map(([key, { length }]) => [key, length]),
  );

it('asks for keys as often as was asked for them', () => {
  const sets = followKeys(setsOf({ a: 50, b: 30, c: 20 }), 1, callsOf({ c: 8, a: 2 }));
  expect(countsIn(sets)).toEqual({ c: 80, a: 20 });
  expect(new Set(sets.map(([value]) => value)).size).toBe(40);
});

it('has the largest key stand for one that it does not have', () => {
  const sets = followKeys(setsOf({ a: 40, b: 60 }), 1, callsOf({ x: 3, y: 1 }));
  expect(countsIn(sets)).toEqual({ b: 75, a: 25 });
});

it('has each key of a sample stand for its part of all', () => {
  const rest = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}`, 6]));
  const sets = followKeys(setsOf({ '3': 50, '7': 50 }), 1, callsOf({ hot: 46, ...rest }));
  expect(countsIn(sets)).toEqual({ '3': 70, '7': 30 });
});

it('changes nothing where nobody asked', () => {
  const sets = setsOf({ a: 1, b: 2 });
  expect(followKeys(sets, 1, [])).toBe(sets);
});
