/** The longest time without a success. */
export interface Gap {
  /** Last success before it, ms since the epoch; the window's start where there was none. */
  readonly from: number;
  /** First success after it; the window's end where there was none. */
  readonly to: number;
  readonly ms: number;
  /** Whether no success ended it within the window. */
  readonly open: boolean;
}

/**
 * The longest interval between two successes that follow each other, of those that end after the
 * fault: from the answer before the gap to the answer after it. Nothing is taken off: with R
 * arrivals a second, 1/R s is the least there can be.
 *
 * @param successes when successful operations were answered, ms, in any order
 * @param window `from` lies before the fault with successes between; `to` is the last moment that
 *   the load was running
 * @param faultAt ms; a gap that ended before it has another cause
 */
export function longestGap(
  successes: readonly number[],
  window: { readonly from: number; readonly to: number },
  faultAt: number,
): Gap {
  const inside = successes
    .filter((at) => at >= window.from && at <= window.to)
    .sort((a, b) => a - b);
  const points = [window.from, ...inside];
  let longest: Gap = { from: faultAt, to: faultAt, ms: 0, open: false };
  points.forEach((from, i) => {
    const next = points[i + 1];
    const to = next ?? window.to;
    if (to > faultAt && to - from > longest.ms) {
      longest = { from, to, ms: to - from, open: next === undefined };
    }
  });
  return longest;
}
