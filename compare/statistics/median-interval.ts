/** A confidence interval whose ends are values of the sample. */
export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** Probability that such an interval holds the median, at least what was asked for. */
  readonly confidence: number;
}

/** Fewest values whose extremes hold the median with 95 %: 1 - 2 · 0.5⁶ is 96.9 %. */
export const LEAST_FOR_INTERVAL = 6;

/**
 * The narrowest symmetric pair of order statistics that holds the population's median with at least
 * the confidence, whatever the distribution: the number of values below the median is binomial with
 * one half, so the k-th smallest and the k-th largest of n hold it with 1 - 2 P(B(n, ½) < k).
 * (Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2.)
 *
 * @param sorted the sample, ascending
 * @param confidence from 0 to below 1. Default 0.95
 * @returns null where even the extremes don't reach the confidence: with 95 %, under six values
 */
export function medianInterval(
  sorted: readonly number[],
  confidence = 0.95,
): MedianInterval | null {
  const n = sorted.length;
  let reached = -1;
  let k = 0;
  // P(B = k) and P(B <= k), from one to the next.
  let probability = 0.5 ** n;
  let below = 0;
  while (2 * k < n - 1) {
    below += probability;
    const next = 1 - 2 * below;
    if (next < confidence) break;
    reached = next;
    k += 1;
    probability *= (n - k + 1) / k;
  }
  const [low, high] = [sorted[k - 1], sorted[n - k]];
  if (low === undefined || high === undefined || reached < 0) return null;
  return { low, high, confidence: reached };
}
