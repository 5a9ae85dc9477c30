import { describe, expect, it } from 'vitest';
import { Recording } from './recording';
import { unbegunArrivals } from './unbegun-arrivals';

function begun(...perSecond: number[]): Recording {
  const recording = new Recording();
  perSecond.forEach((started, second) => {
    recording.add({ second, started, operations: {}, errors: [] });
  });
  return recording;
}

describe('arrivals that nobody began', () => {
  it('are none where those that waited were begun later', () => {
    expect(unbegunArrivals(begun(100, 0, 200), 100, 3)).toBe(0);
  });

  it('are those that still waited at the end', () => {
    expect(unbegunArrivals(begun(100, 60, 60), 100, 3)).toBe(80);
  });

  it('count the first, which is due at the start', () => {
    expect(unbegunArrivals(begun(1), 0.4, 3)).toBe(1);
    expect(unbegunArrivals(new Recording(), 0.4, 2)).toBe(1);
  });
});
