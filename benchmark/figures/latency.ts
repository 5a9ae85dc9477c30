import { percentiles, SUB_BUCKETS } from '../../k6-scripts/lib/histogram';
import type { LatencySummary, StoredHistogram } from '../../results/metrics';
import type { OperationTotal } from './recording';

const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999] as const;

/** Microseconds as milliseconds, to the microsecond. */
export function toMs(us: number): number {
  return Math.round(us) / 1000;
}

/**
 * Latencies in ms. Average, extremes and deviation are exact; percentiles come from the merged
 * histogram and are held within the extremes.
 */
export function summariseLatency(total: OperationTotal): LatencySummary {
  const { count, minUs, maxUs } = total;
  if (count === 0) {
    const none = { avg: null, min: null, max: null, stddev: null };
    return { count, ...none, p50: null, p90: null, p95: null, p99: null, p999: null };
  }
  const mean = total.sumUs / count;
  const variance = Math.max(0, total.sumSquaresUs / count - mean * mean);
  const [p50, p90, p95, p99, p999] = percentiles(total.buckets, QUANTILES).map((us) =>
    toMs(Math.min(maxUs, Math.max(minUs, us ?? 0))),
  ) as [number, number, number, number, number];
  return {
    count,
    avg: toMs(mean),
    min: toMs(minUs),
    max: toMs(maxUs),
    stddev: toMs(Math.sqrt(variance)),
    ...{ p50, p90, p95, p99, p999 },
  };
}

/** A histogram in its stored form. */
export function storeHistogram({ buckets }: OperationTotal): StoredHistogram {
  return {
    unit: 'us',
    scheme: 'log-linear',
    sub_buckets: SUB_BUCKETS,
    buckets: [...buckets].sort(([a], [b]) => a - b),
  };
}
