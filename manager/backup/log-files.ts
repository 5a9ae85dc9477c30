/**
 * Files of PostgreSQL's log by their names: eight hexadecimal digits of the timeline, sixteen of the place,
 * which are the same on every timeline that has the place.
 */

/** Of a log file, bytes: PostgreSQL's default and this project's. */
export const LOG_FILE_BYTES = 16 * 1024 ** 2;

/** The place of a log file, without its timeline, as a number: the next file's is one more. */
export function placeOf(file: string): number {
  const place = file.slice(-16);
  return parseInt(place.slice(0, 8), 16) * 256 + parseInt(place.slice(8), 16);
}

/** The name of a place without a timeline, of which {@link placeOf} is the number. */
export function nameOfPlace(place: number): string {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');
  return hex(Math.floor(place / 256)) + hex(place % 256);
}

/** The timeline of a log file. */
export function timelineOf(file: string): number {
  return parseInt(file.slice(0, 8), 16);
}

/** A timeline as names of files begin with it: `0000000A`. */
export function timelineName(timeline: number): string {
  return timeline.toString(16).toUpperCase().padStart(8, '0');
}

/** The place of the log file that holds a position, such as `0/3000148`. */
export function placeOfLsn(lsn: string): number {
  const [high = '0', low = '0'] = lsn.split('/');
  return Number(((BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)) / BigInt(LOG_FILE_BYTES));
}

/** A timeline that another one came from, and where that one left it. */
export interface Ancestor {
  readonly timeline: number;
  /** Place of the log file from which on the other one has its own. */
  readonly left: number;
}

/** Reads a timeline's history file: its ancestors, the oldest first. */
export function readHistory(content: string): Ancestor[] {
  return content.split('\n').flatMap((line) => {
    const [, timeline, lsn] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line) ?? [];
    if (timeline === undefined || lsn === undefined) return [];
    return [{ timeline: Number(timeline), left: placeOfLsn(lsn) }];
  });
}
