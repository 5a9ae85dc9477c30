import { describe, expect, it } from 'vitest';
import { summariseCost } from './measure-evidence';

describe('the cost of evidence', () => {
  it('is the median of what each round lost', () => {
    const rounds = [99, 98, 90].map((rate) => ({ with: rate, without: 100 }));
    const { costPct, interval } = summariseCost('mixed', rounds);
    expect(costPct).toBeCloseTo(2);
    expect(interval).toBeNull();
  });

  it('lies between the extremes of six rounds', () => {
    const rounds = [101, 99, 98, 97, 99, 98].map((rate) => ({ with: rate, without: 100 }));
    const { costPct, interval } = summariseCost('mixed', rounds);
    expect(costPct).toBeCloseTo(1.5);
    expect(interval?.[0]).toBeCloseTo(-1);
    expect(interval?.[1]).toBeCloseTo(3);
  });
});
