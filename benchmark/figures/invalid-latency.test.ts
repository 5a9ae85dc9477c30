import { describe, expect, it } from 'vitest';
import { describeDropped, invalidLatencyReason } from './invalid-latency';

describe('why latencies are not valid', () => {
  it('is nothing where every arrival was answered', () => {
    expect(invalidLatencyReason({ dropped_iterations: 0 })).toBeNull();
    expect(invalidLatencyReason({ dropped_iterations: 0, latency_valid: true })).toBeNull();
  });

  it('is what the run itself says', () => {
    const run = { dropped_iterations: 7, latency_valid: false, latency_invalid_reason: 'for it' };
    expect(invalidLatencyReason(run)).toBe('for it');
  });

  it.each([{ dropped_iterations: 7, latency_valid: false }, { dropped_iterations: 7 }])(
    'follows from the dropped arrivals where the run gives none: %j',
    (run) => {
      expect(invalidLatencyReason(run)).toBe(describeDropped(7));
    },
  );

  it('counts arrivals', () => {
    expect(describeDropped(1)).toMatch(/^1 arrival was due .* never answered/);
    expect(describeDropped(1200)).toMatch(/^1,200 arrivals were due .* never answered/);
  });
});
