import { describe, expect, it } from 'vitest';
import { formatMoment, readMoment } from './moment';

describe('readMoment', () => {
  it.each([
    ['2026-11-27T22:10:05Z', '2026-11-27T22:10:05.000Z'],
    ['2026-11-27 22:10+02:00', '2026-11-27T20:10:00.000Z'],
    ['2026-11-27 22:10:05.5-0130', '2026-11-27T23:40:05.500Z'],
  ])('reads %s', (text, iso) => {
    expect(new Date(readMoment(text) ?? NaN).toISOString()).toBe(iso);
  });

  it('takes the time of this machine where no zone is named', () => {
    const at = readMoment('2026-11-27 22:10:05') ?? NaN;
    expect(at).toBe(new Date(2026, 10, 27, 22, 10, 5).getTime());
    expect(formatMoment(at)).toBe('2026-11-27 22:10:05');
  });

  it.each(['', 'yesterday', '22:10', '2026-11-27', '2026-13-27 22:10', 'point-1'])(
    'takes "%s" for none',
    (text) => {
      expect(readMoment(text)).toBeUndefined();
    },
  );
});
