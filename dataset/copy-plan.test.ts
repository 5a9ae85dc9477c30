import { describe, expect, it } from 'vitest';
import { rowRanges } from './copy-plan';

describe('rowRanges', () => {
  it.each([
    [1_000_000, 4],
    [10, 3],
    [1, 8],
    [7, 7],
  ])('cuts %i rows for %i streams without gap or overlap', (rows, streams) => {
    const ranges = rowRanges(rows, streams);
    const numbers = ranges.map(({ from, to }) => [from, to]);
    expect(numbers[0]?.[0]).toBe(1);
    expect(numbers.at(-1)?.[1]).toBe(rows);
    for (let index = 1; index < numbers.length; index++) {
      expect(numbers[index]?.[0]).toBe((numbers[index - 1]?.[1] ?? 0) + 1);
    }
    const sizes = ranges.map(({ from, to }) => to - from + 1);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(ranges.length).toBe(Math.min(rows, streams));
  });

  it('has nothing to do without rows', () => {
    expect(rowRanges(0, 4)).toEqual([]);
  });
});
