import { InvalidArgumentError } from 'commander';

const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 7 * 24 * HOUR_MS,
};

/** A day, ms. */
export const DAY_MS = 24 * HOUR_MS;

/**
 * Parses an age such as `12h`, `30d` or `8w`.
 *
 * @returns ms
 * @throws InvalidArgumentError, which commander reports as wrong usage
 */
export function parseAge(text: string): number {
  const [, number, unit = ''] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (number === undefined || factor === undefined) {
    throw new InvalidArgumentError('It must be an age in hours, days or weeks: 12h, 30d, 8w.');
  }
  return Number(number) * factor;
}

/**
 * Parses a moment: a date (its beginning, UTC), a date with a time (UTC unless it names a zone), or
 * an age as of {@link parseAge}.
 *
 * @throws InvalidArgumentError, which commander reports as wrong usage
 */
export function parseSince(text: string, now: Date = new Date()): Date {
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
    text,
  );
  if (iso !== null) {
    const [, date = '', time = '00:00', zone = 'Z'] = iso;
    const moment = new Date(`${date}T${time}${zone}`);
    if (!Number.isNaN(moment.getTime())) return moment;
  } else if (/^\d+[hdw]$/.test(text)) {
    return new Date(now.getTime() - parseAge(text));
  }
  throw new InvalidArgumentError(
    'It must be a date (2026-01-31), a time (2026-01-31T12:00) or an age (12h, 7d, 4w).',
  );
}
