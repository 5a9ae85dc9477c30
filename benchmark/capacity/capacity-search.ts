/** An arrival rate that was tried. */
export interface Tried {
  /** Statements a second. */
  readonly ratePerS: number;
  /** Whether the database kept up with it. */
  readonly held: boolean;
}

/** How a capacity is looked for. */
export interface SearchPlan {
  /** Tried first, statements a second. */
  readonly firstRatePerS: number;
  /** The search ends where the two rates that enclose the answer are no further apart, as a share. */
  readonly precision: number;
}

/** The default search. */
export const SEARCH_PLAN: SearchPlan = { firstRatePerS: 100, precision: 0.05 };

/** The highest rate that can be tried, statements a second. */
const MOST_PER_S = 1_000_000;

/** The highest rate that was held, below the lowest that was not; undefined if there is none. */
export function heldRate(tried: readonly Tried[]): number | undefined {
  const failed = lowestFailed(tried);
  const held = tried.filter(({ held, ratePerS }) => held && ratePerS < failed);
  return held.length === 0 ? undefined : Math.max(...held.map(({ ratePerS }) => ratePerS));
}

/**
 * The next rate to try: twice the last until one is not held (half, until one is), then the middle
 * between the highest that was held and the lowest that was not.
 *
 * @returns undefined when the answer is known: {@link heldRate}
 */
export function nextRate(
  tried: readonly Tried[],
  plan: SearchPlan = SEARCH_PLAN,
): number | undefined {
  if (tried.length === 0) return plan.firstRatePerS;
  const held = heldRate(tried);
  const failed = lowestFailed(tried);
  if (held === undefined) return failed <= 1 ? undefined : Math.floor(failed / 2);
  if (failed === Infinity) return held >= MOST_PER_S ? undefined : Math.min(MOST_PER_S, held * 2);
  if (failed - held <= Math.max(1, held * plan.precision)) return undefined;
  return Math.round((held + failed) / 2);
}

function lowestFailed(tried: readonly Tried[]): number {
  return Math.min(Infinity, ...tried.flatMap(({ held, ratePerS }) => (held ? [] : [ratePerS])));
}
