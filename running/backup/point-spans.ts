import { POINTS_FILE } from '../../manager/backup/points-catalogue';

const HOUR_MS = 3_600_000;

/** A stretch of time, ms since the Unix epoch. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Stretches in which restore points lie close together.
 *
 * @param moments of the points, ms since the Unix epoch, in any order
 * @param most longest time between two that belong together, ms
 */
export function pointSpans(moments: readonly number[], most: number): Span[] {
  return joinedSpans(
    moments.map((at) => ({ from: at, to: at })),
    most,
  );
}

/** The hours that files of the catalogue hold points of, by the files' names. */
export function hourSpans(names: readonly string[]): Span[] {
  const hours = names.flatMap((name) => {
    const [, day, hour] = POINTS_FILE.exec(name) ?? [];
    const from = day === undefined ? NaN : Date.parse(`${day}T${hour}:00:00Z`);
    return Number.isNaN(from) ? [] : [{ from, to: from + HOUR_MS }];
  });
  return joinedSpans(hours, 0);
}

/** Stretches in order, those made one that are no further apart than that, ms. */
export function joinedSpans(spans: readonly Span[], most: number): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last === undefined || span.from - last.to > most) joined.push(span);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return joined;
}
