import { bucketCount, percentiles, type Buckets } from '../../k6-scripts/lib/histogram';
import { toMs } from '../latency';
import type { Metrics, RunEvent, StoredHistogram, Timeseries } from '../metrics';

/** A line of the latency distribution: `y[i]` milliseconds at percentile `x[i]`. */
export interface PercentileCurve {
  readonly name: string;
  readonly class: 'read' | 'write' | 'spatial';
  /** As {@link percentilePosition}; the same for all curves of a page. */
  readonly y: readonly (number | null)[];
}

/** What the report's charts are drawn from. */
export interface PageData {
  readonly seconds: Timeseries['seconds'];
  /** What happened to the cluster meanwhile. */
  readonly events: readonly RunEvent[];
  /** Positions of the percentiles on the axis, ascending. */
  readonly positions: readonly number[];
  readonly curves: readonly PercentileCurve[];
}

/** Points between two nines of the distribution's axis. */
const POINTS_PER_NINE = 24;

/** Nines that the axis can show: 99.99 %. */
const MOST_NINES = 4;

/**
 * Where a percentile lies on the axis: each nine takes the same room, so that the tail can be read.
 *
 * @param quantile from 0 to below 1
 */
export function percentilePosition(quantile: number): number {
  return -Math.log10(1 - quantile);
}

/** The charts' data of a run. */
export function pageData(metrics: Metrics, series: Timeseries): PageData {
  const measured = metrics.queries.filter(({ count }) => count > 0);
  const most = Math.max(1, ...measured.map(({ count }) => count));
  // A percentile that lies beyond the last but one value says nothing.
  const nines = Math.min(MOST_NINES, Math.max(1, Math.log10(most)));
  const steps = Math.ceil(nines * POINTS_PER_NINE);
  const positions = Array.from({ length: steps + 1 }, (_, i) => (i * nines) / steps);
  return {
    seconds: series.seconds,
    events: series.events ?? [],
    positions,
    curves: measured.map(({ name, class: operationClass, histogram }) => ({
      name,
      class: operationClass,
      y: curve(histogram, positions),
    })),
  };
}

function curve({ buckets: stored }: StoredHistogram, positions: readonly number[]) {
  const buckets: Buckets = new Map(stored);
  const end = Math.log10(bucketCount(buckets));
  const quantiles = positions.map((position) => 1 - 10 ** -position);
  // A curve ends at its largest value, one step behind the last percentile that it can tell.
  const last = positions.findIndex((position) => position >= end);
  return percentiles(buckets, quantiles).map((us, i) =>
    us === undefined || (last !== -1 && i > last) ? null : toMs(us),
  );
}
