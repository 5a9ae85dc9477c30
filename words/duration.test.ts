import { describe, expect, it } from 'vitest';
import { formatDuration, seconds } from './duration';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [849.6, '850 ms'],
    [4210, '4.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [185_000, '3 min 05 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('seconds', () => {
  it.each([
    ['30', 30],
    ['30s', 30],
    ['5m', 300],
    ['1m30s', 90],
    ['1h', 3600],
  ])('reads %s as %d', (text, value) => {
    expect(seconds(1)(text)).toBe(value);
  });

  it.each(['', 's', '500ms', '-5', '1.5', '5 m'])('refuses "%s"', (text) => {
    expect(() => seconds(1)(text)).toThrow(/duration/);
  });
});
