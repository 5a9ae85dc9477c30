import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../k6-scripts/lib/random';
import { blockBootstrapRatio, LEAST_SECONDS } from './block-bootstrap';

/** A run by the second whose rate drifts: each second keeps a part of the last one's deviation. */
function seconds(rate: number, seed: number, length = 120, keeps = 0.8): number[] {
  const random = seededRandom(seed);
  let deviation = 0;
  return Array.from({ length }, () => {
    deviation = keeps * deviation + random.between(-0.05, 0.05);
    return rate * (1 + deviation);
  });
}

describe('the block bootstrap of two runs', () => {
  it('holds the ratio of the means, the same each time', () => {
    const [a, b] = [seconds(100, 1), seconds(110, 2)];
    const found = blockBootstrapRatio(a, b);
    const sum = (values: readonly number[]): number => values.reduce((x, y) => x + y, 0);
    expect(found?.ratio).toBeCloseTo(sum(b) / sum(a), 10);
    expect(found?.interval[0]).toBeLessThan(found?.ratio ?? 0);
    expect(found?.interval[1]).toBeGreaterThan(found?.ratio ?? Infinity);
    expect(blockBootstrapRatio(a, b)).toEqual(found);
    expect(blockBootstrapRatio(a, b, 2)).not.toEqual(found);
  });

  it('is as wide as the error of the means of drifting series, not of single seconds', () => {
    // The mean of such a series has a standard deviation of σ / (1 - keeps) / √n.
    const sigma = 0.1 / Math.sqrt(12);
    const ofMean = sigma / (1 - 0.8) / Math.sqrt(120);
    const expected = 2 * 1.96 * Math.SQRT2 * ofMean;
    const widths = Array.from({ length: 20 }, (_, i) => {
      const found = blockBootstrapRatio(seconds(100, 2 * i + 1), seconds(100, 2 * i + 2));
      return (found?.interval[1] ?? NaN) - (found?.interval[0] ?? NaN);
    });
    const width = widths.reduce((x, y) => x + y, 0) / widths.length;
    // Blocks of a finite length see a little less than all of the drift.
    expect(width / expected).toBeGreaterThan(0.65);
    expect(width / expected).toBeLessThan(1.1);
  });

  it('says nothing of short runs and of runs without a success', () => {
    const long = seconds(100, 1, LEAST_SECONDS);
    expect(blockBootstrapRatio(long, long)).not.toBeNull();
    expect(blockBootstrapRatio(long, long.slice(1))).toBeNull();
    expect(
      blockBootstrapRatio(
        long.map(() => 0),
        long,
      ),
    ).toBeNull();
  });
});
