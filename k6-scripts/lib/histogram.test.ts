import { describe, expect, it } from 'vitest';
import {
  bucketCount,
  bucketIndex,
  bucketValue,
  mergeBuckets,
  percentiles,
  RELATIVE_ERROR,
  SUB_BUCKETS,
  type Buckets,
} from './histogram';
import { seededRandom } from './random';

function histogram(values: readonly number[]): Buckets {
  const buckets: Buckets = new Map();
  mergeBuckets(
    buckets,
    values.map((value) => [bucketIndex(value), 1]),
  );
  return buckets;
}

/** Values over seven orders of magnitude, alike at every scale. */
function spread(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => 10 ** random.between(0.1, 7.5));
}

describe('a bucket', () => {
  it('stands for its values within the stated error, from 1 µs to half an hour', () => {
    for (const value of spread(1, 20_000)) {
      const distance = Math.abs(bucketValue(bucketIndex(value)) - value) / value;
      expect(distance).toBeLessThanOrEqual(RELATIVE_ERROR);
    }
  });

  it('holds its own middle', () => {
    for (let index = 0; index < 31 * SUB_BUCKETS; index += 1) {
      expect(bucketIndex(bucketValue(index))).toBe(index);
    }
  });

  it('never goes down as values go up', () => {
    const indexes = spread(2, 5000)
      .sort((a, b) => a - b)
      .map(bucketIndex);
    expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
  });

  it('takes what is too small, too large or no number at all', () => {
    expect([0, -5, 0.2, 1, NaN].map(bucketIndex)).toEqual([0, 0, 0, 0, 0]);
    const last = 31 * SUB_BUCKETS - 1;
    expect([2 ** 31, 1e300, Infinity].map(bucketIndex)).toEqual([last, last, last]);
  });
});

describe('percentiles', () => {
  it('are those of the sorted values, within the stated error', () => {
    const values = spread(3, 10_001);
    const sorted = [...values].sort((a, b) => a - b);
    const quantiles = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];
    const found = percentiles(histogram(values), quantiles);
    quantiles.forEach((quantile, i) => {
      const exact = sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? NaN;
      expect(Math.abs((found[i] ?? NaN) - exact) / exact).toBeLessThanOrEqual(RELATIVE_ERROR);
    });
  });

  it('are undefined without values', () => {
    expect(percentiles(new Map(), [0.5, 0.99])).toEqual([undefined, undefined]);
  });
});

describe('merging', () => {
  it('gives the histogram of all values together, whatever way they were split', () => {
    const values = spread(4, 3000);
    const merged = histogram(values.slice(0, 100));
    mergeBuckets(merged, histogram(values.slice(100, 2000)));
    mergeBuckets(merged, histogram(values.slice(2000)));
    expect(new Map([...merged].sort())).toEqual(new Map([...histogram(values)].sort()));
    expect(bucketCount(merged)).toBe(3000);
  });
});
