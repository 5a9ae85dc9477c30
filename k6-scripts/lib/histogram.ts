/**
 * A log-linear histogram of durations: each octave (a doubling) of microseconds is cut into
 * {@link SUB_BUCKETS} equal parts. Histograms of any number of users, seconds and processes merge
 * by adding their counts, which percentiles can't.
 */

/** Parts an octave: a bucket is at most 1/64 of its value wide. */
export const SUB_BUCKETS = 64;

/** Largest distance of {@link bucketValue} to a value in the bucket, relative to that value. */
export const RELATIVE_ERROR = 1 / (2 * SUB_BUCKETS);

/** Octaves that are told apart: 1 µs to 2^31 µs (36 minutes). Values outside are clamped. */
const OCTAVES = 31;

// Looked up once: k6's JavaScript engine takes as long for the two names as for the call.
const { clz32, floor } = Math;

/** The number of the bucket that holds a duration in microseconds. */
export function bucketIndex(us: number): number {
  if (!(us > 1)) return 0;
  if (us >= 2 ** OCTAVES) return OCTAVES * SUB_BUCKETS - 1;
  const octave = 31 - clz32(us);
  return octave * SUB_BUCKETS + floor((us / (1 << octave) - 1) * SUB_BUCKETS);
}

/** The middle of a bucket, in microseconds. */
export function bucketValue(index: number): number {
  const octave = Math.floor(index / SUB_BUCKETS);
  const part = index % SUB_BUCKETS;
  return 2 ** octave * (1 + (part + 0.5) / SUB_BUCKETS);
}

/** Counts by bucket number; buckets without a count are absent. */
export type Buckets = Map<number, number>;

/** Counts durations, the cheapest way in k6's JavaScript engine. 8 KiB. */
export class HistogramCounter {
  private readonly counts = new Uint32Array(OCTAVES * SUB_BUCKETS);

  /** @param us duration in microseconds */
  add(us: number): void {
    const { counts } = this;
    const index = bucketIndex(us);
    counts[index] = (counts[index] as number) + 1;
  }

  /**
   * The counts since the last call, in ascending order of the buckets.
   *
   * @param minUs shortest of the durations
   * @param maxUs longest of them
   */
  take(minUs: number, maxUs: number): [index: number, count: number][] {
    const { counts } = this;
    const taken: [number, number][] = [];
    const last = bucketIndex(maxUs);
    for (let index = bucketIndex(minUs); index <= last; index += 1) {
      const count = counts[index] ?? 0;
      if (count > 0) taken.push([index, count]);
    }
    counts.fill(0);
    return taken;
  }
}

/** Adds the counts of `from` to `into`. */
export function mergeBuckets(into: Buckets, from: Iterable<readonly [number, number]>): void {
  for (const [index, count] of from) into.set(index, (into.get(index) ?? 0) + count);
}

/** How many durations the histogram holds. */
export function bucketCount(buckets: Buckets): number {
  let count = 0;
  for (const n of buckets.values()) count += n;
  return count;
}

/**
 * Percentiles by the nearest-rank method, in microseconds, each within {@link RELATIVE_ERROR}.
 *
 * @param quantiles from 0 to 1, ascending
 * @returns one value a quantile; undefined where the histogram is empty
 */
export function percentiles(
  buckets: Buckets,
  quantiles: readonly number[],
): (number | undefined)[] {
  const total = bucketCount(buckets);
  if (total === 0) return quantiles.map(() => undefined);
  const ascending = [...buckets].sort(([a], [b]) => a - b);
  let position = 0;
  let seen = ascending[0]?.[1] ?? 0;
  return quantiles.map((quantile) => {
    const rank = Math.max(1, Math.ceil(quantile * total));
    while (seen < rank) {
      position += 1;
      seen += ascending[position]?.[1] ?? 0;
    }
    return bucketValue(ascending[position]?.[0] ?? 0);
  });
}
