import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../k6-scripts/lib/random';
import { EXACT_LIMIT, mannWhitney, smallestP } from './mann-whitney';

describe('the Mann–Whitney U test', () => {
  it.each([
    [3, 0.1],
    [4, 0.02857],
    [5, 0.00794],
    [6, 0.00216],
    [7, 0.00058],
  ])('can reach no less than p = 2 / C(2n, n) with %i values a side', (n, p) => {
    expect(smallestP(n, n)).toBeCloseTo(p, 5);
  });

  // Table I of Mann and Whitney (1947), five against five: P(U <= u), to three digits.
  it.each([
    [0, 0.004],
    [1, 0.008],
    [2, 0.016],
    [3, 0.028],
    [4, 0.048],
    [5, 0.075],
    [6, 0.111],
    [8, 0.21],
    [10, 0.345],
  ])('finds P(U <= %i) = %f as tabulated', (u, tail) => {
    const result = mannWhitney(...samplesWithU(5, 5, u));
    expect(result.u).toBe(u);
    expect(result.p / 2).toBeCloseTo(tail, 3);
  });

  it('finds what Hollander and Wolfe print for the permeability of membranes', () => {
    // Nonparametric Statistical Methods (1973), page 69: W = 35, one-sided P = 0.1272.
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const weeks = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { u, p, method } = mannWhitney(term, weeks);
    expect(u).toBe(35);
    expect(p).toBeCloseTo(2 * 0.1272, 3);
    expect(method).toBe('exact');
  });

  it('is the same from either side', () => {
    const [a, b] = [
      [19, 22, 16, 29, 24],
      [20, 11, 17, 12],
    ];
    // The example in SciPy's documentation of mannwhitneyu: U = 17, p = 0.1111.
    expect(mannWhitney(a, b)).toMatchObject({ u: 17, p: expect.closeTo(1 / 9, 10) as number });
    expect(mannWhitney(b, a)).toMatchObject({ u: 3, p: expect.closeTo(1 / 9, 10) as number });
  });

  it.each([
    [
      [1, 2, 2, 3, 3],
      [2, 3, 4, 4, 5],
    ],
    [
      [0, 0, 0, 1],
      [0, 0, 2, 3, 3, 3],
    ],
    [
      [7, 7, 7],
      [7, 7, 8, 8],
    ],
  ])('counts ties out: %j against %j', (a, b) => {
    expect(mannWhitney(a, b).p).toBeCloseTo(pByEnumeration(a, b), 12);
  });

  it('finds nothing where all values are equal', () => {
    expect(mannWhitney([4, 4, 4, 4], [4, 4, 4, 4]).p).toBe(1);
    const many = new Array<number>(EXACT_LIMIT).fill(1);
    expect(mannWhitney(many, many)).toEqual({ u: EXACT_LIMIT ** 2 / 2, p: 1, method: 'normal' });
  });

  it('approximates where there are many values, close to what is exact just below', () => {
    const random = seededRandom(5);
    const draw = (n: number, shift: number): number[] =>
      Array.from({ length: n }, () => Math.round(10 * random.next() + shift));
    const [a, b] = [draw(25, 0), draw(26, 2)];
    const approximate = mannWhitney(a, b);
    const exact = mannWhitney(a, b.slice(1));
    const other = mannWhitney(a, b.slice(0, -1));
    expect([approximate.method, exact.method]).toEqual(['normal', 'exact']);
    const [low, high] = [Math.min(exact.p, other.p), Math.max(exact.p, other.p)];
    expect(approximate.p).toBeGreaterThan(low / 2);
    expect(approximate.p).toBeLessThan(high * 2);
  });
});

/** Two samples without ties in whose pairs the first is the larger `u` times. */
function samplesWithU(sizeA: number, sizeB: number, u: number): [number[], number[]] {
  const b = Array.from({ length: sizeB }, (_, i) => i + 1);
  let left = u;
  const a = Array.from({ length: sizeA }, (_, i) => {
    const beaten = Math.min(sizeB, left);
    left -= beaten;
    return beaten + 0.5 - i / 100;
  });
  return [a, b];
}

/** By trying all choices, from the definition of U. */
function pByEnumeration(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b];
  const u = (chosen: readonly number[], rest: readonly number[]): number =>
    chosen
      .flatMap((x) => rest.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)))
      .reduce<number>((sum, n) => sum + n, 0);
  const observed = u(a, b);
  let [lower, upper, all] = [0, 0, 0];
  for (let mask = 0; mask < 2 ** pooled.length; mask += 1) {
    const inFirst = pooled.map((_, i) => (mask >> i) % 2 === 1);
    const first = pooled.filter((_, i) => inFirst[i]);
    if (first.length !== a.length) continue;
    const value = u(
      first,
      pooled.filter((_, i) => !inFirst[i]),
    );
    all += 1;
    if (value <= observed) lower += 1;
    if (value >= observed) upper += 1;
  }
  return Math.min(1, (2 * Math.min(lower, upper)) / all);
}
