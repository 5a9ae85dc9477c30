import { describe, expect, it } from 'vitest';
import { holm } from './holm';

describe("Holm's adjustment", () => {
  it('steps down from the smallest, in the order given', () => {
    // The usual textbook example: four tests, 0.005 · 4, 0.01 · 3, 0.03 · 2, and no less for 0.04.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      expect(adjusted[i]).toBeCloseTo(p, 12);
    });
  });

  it('leaves a single test alone and stays at most 1', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
