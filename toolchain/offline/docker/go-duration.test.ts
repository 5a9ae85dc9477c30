import { describe, expect, it } from 'vitest';
import { nanoseconds } from './go-duration';

describe('nanoseconds', () => {
  it.each([
    ['0s', 0],
    ['0', 0],
    ['1s', 1e9],
    ['250ms', 250e6],
    ['1m30s', 90e9],
    ['1.5h', 5400e9],
  ])('%s', (duration, expected) => {
    expect(nanoseconds(duration)).toBe(expected);
  });

  it.each(['', '10', '5 s', '1d', 's', '1s2'])('refuses %j', (text) => {
    expect(() => nanoseconds(text)).toThrow(/is not a duration/);
  });
});
