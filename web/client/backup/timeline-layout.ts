import type { BackupSet } from '../../../running/backup/backup-sets';
import type { TimeSpan } from '../../api/backups';

/** Where the marks above the band are in the drawing, px from its top. */
export const MARK_Y = 18;

/** Where the band of points begins, px from the drawing's top. */
export const BAND_Y = 36;

/** Height of the band of points, px. */
export const BAND_HEIGHT = 28;

/** Height of the drawing with the moments below the band, px. */
export const TIMELINE_HEIGHT = 92;

/** Least width of what must be seen, px. */
const LEAST_PX = 2;

/** Room that a moment below the drawing takes, px. */
const TICK_PX = 76;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Between two moments below the drawing, ms. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 3, 4, 7, 14, 28].map((days) => days * DAY),
];

/** A stretch of the drawing, px. */
export interface Stretch extends TimeSpan {
  readonly x: number;
  readonly width: number;
}

/** A base backup of all groups. */
export interface Mark {
  readonly x: number;
  readonly type: BackupSet['type'];
  /** Nothing can be restored from it alone: a group is missing, or pages are damaged. */
  readonly isBad: boolean;
  readonly set: BackupSet;
}

/** Everything that is drawn, px from the left. */
export interface TimelineLayout {
  readonly bands: readonly Stretch[];
  readonly holes: readonly Stretch[];
  readonly marks: readonly Mark[];
  readonly ticks: readonly { readonly x: number; readonly words: string }[];
}

/**
 * Lays out what can be restored: base backups as marks, points as a band, what lies between two stretches of
 * points as a hole.
 *
 * @param range what is shown, ms since the Unix epoch
 * @param width px
 */
export function timelineLayout(
  range: TimeSpan,
  width: number,
  { spans, sets }: { readonly spans: readonly TimeSpan[]; readonly sets: readonly BackupSet[] },
): TimelineLayout {
  const holes = spans
    .slice(1)
    .map(({ from }, index) => ({ from: spans[index]?.to ?? from, to: from }));
  const isShown = ({ from, to }: TimeSpan): boolean => to >= range.from && from <= range.to;
  const stretch = ({ from, to }: TimeSpan): Stretch => {
    const [x, end] = [from, to].map((at) => clamped(placeOf(at, range, width), width));
    return { from, to, x: x ?? 0, width: Math.max(LEAST_PX, (end ?? 0) - (x ?? 0)) };
  };
  return {
    bands: spans.filter(isShown).map(stretch),
    holes: holes.filter(isShown).map(stretch),
    marks: sets
      .filter(({ stop }) => stop >= range.from && stop <= range.to)
      .map((set) => ({
        ...{ x: placeOf(set.stop, range, width), type: set.type, set },
        isBad: set.damaged || set.lacks.length > 0,
      })),
    ticks: ticksOf(range, width),
  };
}

/** Where a moment is, px from the left; outside of the drawing where it is not in the range. */
export function placeOf(at: number, { from, to }: TimeSpan, width: number): number {
  return ((at - from) / Math.max(1, to - from)) * width;
}

/** What can be shown: all, and its newest parts. */
export interface Zoom {
  readonly name: string;
  readonly range: TimeSpan;
}

/** The ranges to choose from, the longest first; the shorter ones where they are shorter. */
export function zoomsOf(all: TimeSpan): Zoom[] {
  const newest = [
    ['Last week', 7 * DAY],
    ['Last day', DAY],
    ['Last 6 hours', 6 * HOUR],
    ['Last hour', HOUR],
  ] as const;
  return [
    { name: 'All', range: all },
    ...newest
      .filter(([, length]) => length < all.to - all.from)
      .map(([name, length]) => ({ name, range: { from: all.to - length, to: all.to } })),
  ];
}

function ticksOf(range: TimeSpan, width: number): TimelineLayout['ticks'] {
  const most = Math.max(1, Math.floor(width / TICK_PX));
  const length = range.to - range.from;
  const step = STEPS.find((one) => length / one <= most) ?? 28 * DAY;
  const first = Math.ceil(range.from / step) * step;
  const moments = Array.from(
    { length: Math.max(0, Math.floor((range.to - first) / step) + 1) },
    (_, index) => first + index * step,
  );
  return moments
    .map((at) => ({ x: placeOf(at, range, width), words: wordsOf(at) }))
    .filter(({ x }) => x >= TICK_PX / 4 && x <= width - TICK_PX / 4);
}

/** The day at midnight, else the time of day; UTC. */
function wordsOf(at: number): string {
  const iso = new Date(at).toISOString();
  return at % DAY === 0 ? iso.slice(5, 10) : iso.slice(11, 16);
}

function clamped(x: number, width: number): number {
  return Math.min(width, Math.max(0, x));
}
