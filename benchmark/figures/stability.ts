import type { Stability, Timeseries } from '../../results/metrics';

/** Spread of the seconds' throughput from which a run is not steady. */
const STEADY_CV = 0.1;

/** Change from the first to the second half from which a run is not steady. */
const STEADY_DRIFT = 0.1;

/** Fewest seconds that say something about steadiness. */
const FEWEST_SECONDS = 6;

/**
 * Whether a run held one pace: the coefficient of variation (standard deviation by mean) of its
 * seconds' throughput is at most 10 %, beyond what chance alone gives, and its halves differ by at
 * most 10 %. Few operations a second scatter by themselves (a Poisson process of mean m has a
 * coefficient of 1/√m), so that much is allowed on top, in squares.
 *
 * @param seconds of the measured time
 */
export function stability(seconds: Timeseries['seconds']): Stability {
  const rates = seconds.map(({ ops }) => ops.read + ops.write);
  const all = mean(rates);
  if (rates.length < FEWEST_SECONDS || all === 0) {
    return { cv_throughput: null, steady: null, warnings: [] };
  }
  const variance = mean(rates.map((rate) => (rate - all) ** 2));
  const cv = Math.sqrt(variance) / all;
  const half = Math.floor(rates.length / 2);
  const [first, second] = [mean(rates.slice(0, half)), mean(rates.slice(-half))];
  const drift = first === 0 ? Infinity : (second - first) / first;
  // Of two halves, the difference of the means scatters by 2/√(m·n).
  const chanceDrift = 2 / Math.sqrt(all * rates.length);
  const warnings: string[] = [];
  if (cv ** 2 > STEADY_CV ** 2 + 1 / all) {
    warnings.push(
      `Throughput varied by ${percent(cv)} from second to second (coefficient of variation); a steady run stays within ${percent(STEADY_CV)}.`,
    );
  }
  if (Math.abs(drift) > STEADY_DRIFT + 2 * chanceDrift) {
    const by = drift === Infinity ? 'from none' : `by ${percent(Math.abs(drift))}`;
    warnings.push(
      `Throughput ${drift < 0 ? 'fell' : 'rose'} ${by} from the first half to the second; a longer warm-up or run may show where it settles.`,
    );
  }
  return {
    cv_throughput: Math.round(cv * 10_000) / 10_000,
    steady: warnings.length === 0,
    warnings,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
