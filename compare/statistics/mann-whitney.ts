import { errorFunction } from 'simple-statistics';

/** The outcome of a two-sided Mann–Whitney U test. */
export interface MannWhitney {
  /** Pairs in which the value of the first sample is the larger; a tie counts one half. */
  readonly u: number;
  /** Probability of a U at least as extreme where both samples come from one distribution. */
  readonly p: number;
  /** How `p` was found. */
  readonly method: 'exact' | 'normal';
}

/** Most values of both samples together for which the distribution is counted out. */
export const EXACT_LIMIT = 50;

/**
 * Tests whether one of two samples tends to larger values (Mann and Whitney, 1947).
 *
 * Up to {@link EXACT_LIMIT} values together, `p` is exact, with ties too: U's distribution over all
 * ways to deal the pooled mid-ranks out to samples of these sizes, twice its smaller tail. Above,
 * the normal approximation with the corrections for ties and continuity (Lehmann, Nonparametrics,
 * section 1.4), which is good to a few thousandths there.
 *
 * @param a values of the first sample, at least one
 * @param b values of the second sample, at least one
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const ranks = doubledMidRanks([...a, ...b]);
  const doubledSum = ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0);
  const u = (doubledSum - a.length * (a.length + 1)) / 2;
  return ranks.length <= EXACT_LIMIT
    ? { u, p: exactP(ranks, a.length, doubledSum), method: 'exact' }
    : { u, p: normalP(ranks, a.length, u), method: 'normal' };
}

/** The smallest `p` that samples of these sizes can reach: that of two which don't overlap. */
export function smallestP(sizeA: number, sizeB: number): number {
  const below = Array.from({ length: sizeA }, (_, i) => i);
  const above = Array.from({ length: sizeB }, (_, i) => sizeA + i);
  return mannWhitney(below, above).p;
}

/** Twice the rank of each value; equal values share the mean of their ranks. */
function doubledMidRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const doubled = new Map<number, number>();
  for (let first = 0; first < sorted.length;) {
    const value = sorted[first] as number;
    const last = sorted.lastIndexOf(value);
    doubled.set(value, first + 1 + (last + 1));
    first = last + 1;
  }
  return values.map((value) => doubled.get(value) as number);
}

/**
 * Twice the smaller tail of the sum of `size` of the ranks, each choice equally likely. The choices
 * are counted rank by rank, by their size and sum.
 */
function exactP(ranks: readonly number[], size: number, observed: number): number {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let taken = size; taken >= 1; taken -= 1) {
      const from = ways[taken - 1] as Float64Array;
      const to = ways[taken] as Float64Array;
      for (let sum = rank; sum <= most; sum += 1) {
        to[sum] = (to[sum] as number) + (from[sum - rank] as number);
      }
    }
  }
  const counts = ways[size] as Float64Array;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const lower = counts.subarray(0, observed + 1).reduce((sum, count) => sum + count, 0);
  const upper = counts.subarray(observed).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * Math.min(lower, upper)) / total);
}

function normalP(ranks: readonly number[], sizeA: number, u: number): number {
  const n = ranks.length;
  const sizeB = n - sizeA;
  const tied = new Map<number, number>();
  for (const rank of ranks) tied.set(rank, (tied.get(rank) ?? 0) + 1);
  let ties = 0;
  for (const t of tied.values()) ties += t ** 3 - t;
  const variance = ((sizeA * sizeB) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (variance === 0) return 1;
  const distance = Math.max(0, Math.abs(u - (sizeA * sizeB) / 2) - 0.5);
  return 1 - errorFunction(distance / Math.sqrt(2 * variance));
}
