import { describe, expect, it } from 'vitest';
import { parseAge, parseSince } from './age';

describe('parseAge', () => {
  it.each([
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['2w', 1_209_600_000],
  ])('reads %s', (text, ms) => {
    expect(parseAge(text)).toBe(ms);
  });

  it.each(['', '30', 'd', '1.5d', '-3d', '3 d', '3y'])('refuses "%s"', (text) => {
    expect(() => parseAge(text)).toThrow(/12h, 30d, 8w/);
  });
});

describe('parseSince', () => {
  const now = new Date('2026-03-10T12:00:00Z');

  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T06:30', '2026-01-31T06:30:00.000Z'],
    ['2026-01-31 06:30:15Z', '2026-01-31T06:30:15.000Z'],
    ['2026-01-31T06:30:00+02:00', '2026-01-31T04:30:00.000Z'],
    ['36h', '2026-03-09T00:00:00.000Z'],
  ])('reads %s', (text, moment) => {
    expect(parseSince(text, now).toISOString()).toBe(moment);
  });

  it.each(['', 'yesterday', '2026', '2026-13-01', '31.1.2026', '2026-01-31T25:00'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseSince(text, now)).toThrow(/It must be a date/);
    },
  );
});
