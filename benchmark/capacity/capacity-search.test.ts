import { describe, expect, it } from 'vitest';
import { heldRate, nextRate, type Tried } from './capacity-search';

/** Searches on a database that holds every rate up to its capacity. */
function search(capacity: number): readonly Tried[] {
  const tried: Tried[] = [];
  for (;;) {
    const ratePerS = nextRate(tried);
    if (ratePerS === undefined) return tried;
    if (tried.length > 50) throw new Error('the search does not end');
    tried.push({ ratePerS, held: ratePerS <= capacity });
  }
}

describe('the search for a capacity', () => {
  it.each([1, 7, 99, 100, 850, 1600, 12_345])('of %d ends just below it', (capacity) => {
    const found = heldRate(search(capacity)) ?? NaN;
    expect(found).toBeLessThanOrEqual(capacity);
    expect(found).toBeGreaterThanOrEqual(Math.floor(capacity / 1.05) - 1);
  });

  it('doubles first and then closes in', () => {
    expect(search(500).map(({ ratePerS }) => ratePerS)).toEqual([
      100, 200, 400, 800, 600, 500, 550, 525,
    ]);
  });

  it('ends without an answer where nothing is held', () => {
    const tried = search(0);
    expect(tried.at(-1)?.ratePerS).toBe(1);
    expect(heldRate(tried)).toBeUndefined();
  });

  it('ends at the highest rate that can be asked for', () => {
    expect(heldRate(search(Infinity))).toBe(1_000_000);
  });

  it('trusts a rate that was not held over a higher one that was', () => {
    const tried = [
      { ratePerS: 100, held: true },
      { ratePerS: 200, held: false },
      { ratePerS: 400, held: true },
    ];
    expect(heldRate(tried)).toBe(100);
    expect(nextRate(tried)).toBe(150);
  });
});
