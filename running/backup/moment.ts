/** A moment as a person reads it, in this machine's time: `2026-11-27 22:10:05`. */
export function formatMoment(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a moment: `2026-11-27 22:10`, with seconds or without, in this machine's time where no zone
 * (`Z`, `+02:00`) is named.
 *
 * @returns ms since the Unix epoch; undefined where it is none
 */
export function readMoment(text: string): number | undefined {
  if (!MOMENT.test(text)) return undefined;
  const at = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}
