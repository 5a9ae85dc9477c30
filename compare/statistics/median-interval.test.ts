import { describe, expect, it } from 'vitest';
import { LEAST_FOR_INTERVAL, medianInterval } from './median-interval';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('the interval of a median', () => {
  // The usual table of the sign test's 95 % intervals: sample size, rank of both ends, confidence.
  it.each([
    [6, 1, 6, 0.9688],
    [7, 1, 7, 0.9844],
    [8, 1, 8, 0.9922],
    [9, 2, 8, 0.9609],
    [10, 2, 9, 0.9785],
    [11, 2, 10, 0.9883],
    [12, 3, 10, 0.9614],
    [15, 4, 12, 0.9648],
    [20, 6, 15, 0.9586],
    [25, 8, 18, 0.9567],
    [30, 10, 21, 0.9572],
  ])('of %i values goes from value %i to value %i with %f', (n, low, high, confidence) => {
    const interval = medianInterval(upTo(n));
    expect(interval).toMatchObject({ low, high });
    expect(interval?.confidence).toBeCloseTo(confidence, 4);
  });

  it('needs six values', () => {
    expect(LEAST_FOR_INTERVAL).toBe(6);
    for (let n = 0; n < LEAST_FOR_INTERVAL; n += 1) expect(medianInterval(upTo(n))).toBeNull();
    expect(medianInterval(upTo(LEAST_FOR_INTERVAL))).not.toBeNull();
  });

  it('is narrower with less confidence', () => {
    expect(medianInterval(upTo(10), 0.85)).toMatchObject({ low: 3, high: 8 });
    expect(medianInterval(upTo(3), 0.7)).toMatchObject({ low: 1, high: 3 });
  });
});
