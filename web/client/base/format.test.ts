import { describe, expect, it } from 'vitest';
import { counted, formatMoment, formatSeconds, formatTime } from './format';

describe('how things are written', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [90, '1 min 30 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [-3, '0 s'],
  ])('%d seconds', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('moments, in UTC', () => {
    expect(formatMoment('2026-01-02T03:04:05.678Z')).toBe('2026-01-02 03:04:05');
    expect(formatTime('2026-01-02T03:04:05.678Z')).toBe('03:04:05');
  });

  it('numbers of things', () => {
    expect([counted(1, 'run'), counted(1000, 'run')]).toEqual(['1 run', '1,000 runs']);
  });
});
