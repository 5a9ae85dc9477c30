import { mergeBuckets, percentiles, type Buckets } from '../../k6-scripts/lib/histogram';
import { toMs } from './latency';
import type { LatencySummary, Metrics } from '../../results/metrics';
import { CLASS_NAMES, type LatencyName, type MetricName, type Threshold } from './threshold';

/** A threshold held against a run, as `metrics.json` keeps it. */
export type ThresholdOutcome = NonNullable<Metrics['thresholds']>[number];

/** Figures that thresholds are about. */
type Judged = Pick<
  Metrics,
  | 'read_latency_ms'
  | 'write_latency_ms'
  | 'spatial_latency_ms'
  | 'throughput_ops_sec'
  | 'operations'
  | 'queries'
  | 'histograms'
  | 'error_count'
  | 'dropped_iterations'
>;

/**
 * Holds thresholds against a run. One that can't be judged, because nothing of the kind was
 * measured, is broken: a check in CI must not pass because there was nothing to check.
 */
export function judge(thresholds: readonly Threshold[], figures: Judged): ThresholdOutcome[] {
  return thresholds.map(({ expression, of, metric, operator, limit, unit }) => {
    const value = measure(of, metric, figures);
    return {
      ...{ expression, unit, limit, value },
      broken: value === null || COMPARE[operator](value, limit),
    };
  });
}

const COMPARE: Readonly<Record<Threshold['operator'], (value: number, limit: number) => boolean>> =
  {
    '>': (value, limit) => value > limit,
    '>=': (value, limit) => value >= limit,
    '<': (value, limit) => value < limit,
    '<=': (value, limit) => value <= limit,
  };

/** `p99>50ms: 61.2 ms measured`. */
export function describeOutcome({ expression, value, unit }: ThresholdOutcome): string {
  if (value === null) return `${expression}: nothing was measured`;
  const space = unit === '' || unit === '%' ? '' : ' ';
  return `${expression}: ${value.toLocaleString('en', { maximumFractionDigits: 3 })}${space}${unit} measured`;
}

/** The thresholds that runs broke, a line each: the run, the threshold, what was measured. */
export function brokenThresholds(runs: readonly Metrics[]): string[] {
  return runs.flatMap(({ run_id, thresholds }) =>
    (thresholds ?? [])
      .filter(({ broken }) => broken)
      .map((outcome) => `${run_id}: ${describeOutcome(outcome)}`),
  );
}

function measure(of: string | null, metric: MetricName, figures: Judged): number | null {
  if (metric === 'dropped') return figures.dropped_iterations;
  const part = partOf(of, figures);
  if (metric === 'throughput') return part.throughput;
  if (metric === 'errors') return part.errors;
  if (metric === 'error_rate') {
    const tried = part.count + part.errors;
    return tried === 0 ? null : (100 * part.errors) / tried;
  }
  return part.latency[metric];
}

/** The figures of a class, an operation or the whole run. */
interface Part {
  readonly count: number;
  readonly errors: number;
  readonly throughput: number;
  readonly latency: Pick<LatencySummary, LatencyName>;
}

function partOf(of: string | null, figures: Judged): Part {
  if (of === null) {
    const { operations, throughput_ops_sec, error_count } = figures;
    return {
      count: operations.total,
      errors: error_count,
      throughput: throughput_ops_sec.total,
      latency: latencyOfAll(figures),
    };
  }
  const name = CLASS_NAMES.find((one) => one === of);
  if (name !== undefined) return partOfClass(name, figures);
  const query = figures.queries.find((one) => one.name === of);
  return {
    count: query?.count ?? 0,
    errors: query?.errors ?? 0,
    throughput: query?.throughput_ops_sec ?? 0,
    latency: query?.latency_ms ?? NOTHING,
  };
}

function partOfClass(name: (typeof CLASS_NAMES)[number], figures: Judged): Part {
  // As everywhere in a result, reads include the spatial ones.
  const classes = name === 'read' ? ['read', 'spatial'] : [name];
  return {
    count: figures.operations[name],
    errors: figures.queries
      .filter((query) => classes.includes(query.class))
      .reduce((sum, { errors }) => sum + errors, 0),
    throughput: figures.throughput_ops_sec[name],
    latency: figures[`${name}_latency_ms`],
  };
}

const NOTHING = { p50: null, p90: null, p95: null, p99: null, p999: null, avg: null, max: null };

/** Of reads and writes together; percentiles from the merged histograms, never averaged. */
function latencyOfAll({ read_latency_ms, write_latency_ms, histograms }: Judged): Part['latency'] {
  const both = [read_latency_ms, write_latency_ms];
  const count = both.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return NOTHING;
  const max = Math.max(...both.map((one) => one.max ?? 0));
  const total = both.reduce((sum, one) => sum + one.count * (one.avg ?? 0), 0);
  const buckets: Buckets = new Map();
  mergeBuckets(buckets, histograms.read.buckets);
  mergeBuckets(buckets, histograms.write.buckets);
  const [p50, p90, p95, p99, p999] = percentiles(buckets, [0.5, 0.9, 0.95, 0.99, 0.999]).map((us) =>
    Math.min(max, toMs(us ?? 0)),
  ) as [number, number, number, number, number];
  return { ...{ p50, p90, p95, p99, p999 }, max, avg: Math.round((1000 * total) / count) / 1000 };
}
