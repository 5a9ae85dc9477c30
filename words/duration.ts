import { InvalidArgumentError } from 'commander';

/**
 * Milliseconds as a person reads them: `850 ms`, `4.2 s`, `3 min 05 s`.
 *
 * @param ms a duration, not negative
 */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * Parses a duration as whole seconds: `30s`, `5m`, `1h`, `1m30s`, or a bare number of seconds.
 *
 * @param least smallest that is allowed, s
 */
export function seconds(least: number) {
  return (text: string): number => {
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text);
    const [hours = 0, minutes = 0, rest = 0] = (parts ?? []).slice(1).map((n) => Number(n ?? 0));
    const value = hours * 3600 + minutes * 60 + rest;
    if (parts === null || text === '' || value < least) {
      throw new InvalidArgumentError(
        `It must be a duration in whole seconds from ${least}s, such as 30s, 5m or 1m30s.`,
      );
    }
    return value;
  };
}

/** A duration of at least 1 ms: `50ms`, `1.5s`, or a bare number of ms. */
export function milliseconds(text: string): number {
  const [, digits = '', unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  const value = Number(digits) * (unit === 's' ? 1000 : 1);
  if (value < 1)
    throw new InvalidArgumentError('It must be a duration from 1ms, such as 50ms or 1.5s.');
  return value;
}
