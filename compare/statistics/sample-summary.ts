import { median, quantileSorted } from 'simple-statistics';
import { medianInterval, type MedianInterval } from './median-interval';

/** One figure of several runs, in the figure's own unit. */
export interface SampleSummary {
  /** As measured, in the order of the runs. */
  readonly values: readonly number[];
  readonly median: number;
  /** First and third quartile. */
  readonly quartiles: readonly [number, number];
  /** Of the median, 95 %; null under six values. */
  readonly interval: MedianInterval | null;
}

/**
 * Median, quartiles and the median's interval of a sample. Quartiles interpolate linearly between
 * the values (type 7 of Hyndman and Fan, 1996: the default of R and NumPy).
 *
 * @param values one a run, at least one
 */
export function summariseSample(values: readonly number[]): SampleSummary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    values,
    median: median(sorted),
    quartiles: [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)],
    interval: medianInterval(sorted),
  };
}

/** The interquartile range as a share of the median; null where the median is 0. */
export function relativeSpread({ median: middle, quartiles }: SampleSummary): number | null {
  return middle === 0 ? null : (quartiles[1] - quartiles[0]) / middle;
}
