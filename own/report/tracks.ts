/** A line in a lane that it may share, from one end to the other. */
export interface Span {
  readonly of: string;
  readonly ends: readonly number[];
}

/** Lines beside each other: where each runs, and how many tracks that takes. */
export interface Tracks {
  readonly trackOf: ReadonlyMap<string, number>;
  readonly count: number;
}

/** Gives each line of a lane the first track in which it touches no other. */
export function assignTracks(spans: readonly Span[]): Tracks {
  const trackOf = new Map<string, number>();
  const taken: number[] = [];
  const ordered = spans
    .map(({ of, ends }) => ({ of, from: Math.min(...ends), to: Math.max(...ends) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { of, from, to } of ordered) {
    const free = taken.findIndex((end) => end < from);
    const track = free === -1 ? taken.length : free;
    taken[track] = to;
    trackOf.set(of, track);
  }
  return { trackOf, count: taken.length };
}
