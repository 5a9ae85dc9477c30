import { UserError } from '../../../words/user-error';

/** Nanoseconds in each unit of a Go duration (package time, func ParseDuration). */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * A Go duration such as `1m30s` in nanoseconds, as Docker's API wants it.
 *
 * @throws UserError if the text is no such duration
 */
export function nanoseconds(duration: string): number {
  if (duration === '0') return 0;
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== duration) {
    throw new UserError(`'${duration}' is not a duration`, "write it like '30s' or '1m30s'");
  }
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN),
    0,
  );
}
