import { describe, expect, it } from 'vitest';
import { seededRandom } from './random';

function numbers(seed: number, stream: number, count: number): number[] {
  const random = seededRandom(seed, stream);
  return Array.from({ length: count }, () => random.next());
}

describe('seededRandom', () => {
  it('gives the same numbers for the same seed and stream, others for another', () => {
    expect(numbers(1, 2, 50)).toEqual(numbers(1, 2, 50));
    expect(numbers(1, 3, 50)).not.toEqual(numbers(1, 2, 50));
    expect(numbers(2, 2, 50)).not.toEqual(numbers(1, 2, 50));
  });

  it('is uniform: each of 16 parts gets its share, within five standard deviations', () => {
    const counts = new Array<number>(16).fill(0);
    const draws = 160_000;
    for (const x of numbers(7, 1, draws)) {
      const part = Math.floor(x * 16);
      counts[part] = (counts[part] ?? 0) + 1;
    }
    const deviation = Math.sqrt((draws / 16) * (15 / 16));
    for (const count of counts) expect(Math.abs(count - draws / 16)).toBeLessThan(5 * deviation);
  });

  it('reaches both ends of a range of whole numbers and never leaves it', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 1000 }, () => random.whole(5, 8)));
    expect([...seen].sort()).toEqual([5, 6, 7, 8]);
  });

  it('picks every item', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])));
    expect(seen.size).toBe(3);
  });
});
