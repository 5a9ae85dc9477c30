import { mean, quantileSorted } from 'simple-statistics';
import { seededRandom, type Random } from '../../k6-scripts/lib/random';

/** Length of a block, s: neighbouring seconds are alike, blocks of ten hardly. */
export const BLOCK_S = 10;

/** Fewest blocks that a series must have. */
const LEAST_BLOCKS = 3;

/** Fewest seconds of a series that can be resampled. */
export const LEAST_SECONDS = LEAST_BLOCKS * BLOCK_S;

const RESAMPLES = 2000;

/** A ratio of two means and its interval. */
export interface BootstrapRatio {
  /** Mean of the second series divided by that of the first. */
  readonly ratio: number;
  /** Of the ratio, 95 %, for these two series alone. */
  readonly interval: readonly [number, number];
}

/**
 * How far the ratio of two series' means is certain within these very series. Each is drawn again
 * in blocks of consecutive seconds that wrap around its end, because seconds alone are not
 * independent; the interval runs from the 2.5th to the 97.5th percentile of the ratios
 * (Politis and Romano, A circular block-resampling procedure for stationary data, 1992). It knows
 * nothing of how another run would have gone.
 *
 * @param a one value a second
 * @param b one value a second
 * @param seed the same gives the same interval. Default 1
 * @returns null where a series has under {@link LEAST_SECONDS} seconds, or the first's mean is 0
 */
export function blockBootstrapRatio(
  a: readonly number[],
  b: readonly number[],
  seed = 1,
): BootstrapRatio | null {
  if (Math.min(a.length, b.length) < LEAST_SECONDS || mean([...a]) === 0) return null;
  const random = seededRandom(seed);
  const ratios: number[] = [];
  for (let i = 0; i < RESAMPLES; i += 1) {
    const base = resampledMean(a, random);
    // All blocks of a sparse series can be empty ones.
    if (base > 0) ratios.push(resampledMean(b, random) / base);
  }
  ratios.sort((x, y) => x - y);
  return {
    ratio: mean([...b]) / mean([...a]),
    interval: [quantileSorted(ratios, 0.025), quantileSorted(ratios, 0.975)],
  };
}

function resampledMean(series: readonly number[], random: Random): number {
  const { length } = series;
  let sum = 0;
  let start = 0;
  for (let i = 0; i < length; i += 1) {
    if (i % BLOCK_S === 0) start = random.whole(0, length - 1);
    sum += series[(start + (i % BLOCK_S)) % length] as number;
  }
  return sum / length;
}
