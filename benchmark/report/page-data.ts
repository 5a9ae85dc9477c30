import { bucketCount, percentiles, type Buckets } from '../../k6-scripts/lib/histogram';
import { toMs } from '../figures/latency';
import type { EvidenceSeries } from '../../results/evidence-schema';
import type { Metrics, RunEvent, StoredHistogram, Timeseries } from '../../results/metrics';

/** A line of the latency distribution: milliseconds by percentile. */
export interface PercentileCurve {
  readonly name: string;
  readonly class: 'read' | 'write' | 'spatial';
  /** At the percentiles of {@link PageData.positions}. */
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
  /** CPU by second of the containers that used most, in that order, and of all others together. */
  readonly containers: readonly ContainerCurve[];
  /** Memory of what made the load; missing in runs that did not look. */
  readonly generator?: Timeseries['generator'];
}

/** A container's CPU by second. */
export interface ContainerCurve {
  readonly name: string;
  /** Percent of one core. */
  readonly cpu: readonly (number | null)[];
}

/** Containers that the chart shows by themselves. */
const MOST_CONTAINERS = 8;

/** Points between two nines of the distribution's axis. */
const POINTS_PER_NINE = 24;

/** Nines that the axis can show: 99.99 %. */
const MOST_NINES = 4;

/** The charts' data of a run. */
export function pageData(
  metrics: Metrics,
  series: Timeseries,
  evidence?: EvidenceSeries,
): PageData {
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
    containers: containerCurves(evidence?.containers ?? []),
    generator: series.generator,
  };
}

function containerCurves(series: EvidenceSeries['containers']): ContainerCurve[] {
  const used = (values: readonly (number | null)[]): number =>
    values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const curves = series
    .map(({ name, cpu_pct }) => ({ name, cpu: cpu_pct }))
    // A container that was never seen has no line.
    .filter(({ cpu }) => cpu.some((value) => value !== null))
    .sort((a, b) => used(b.cpu) - used(a.cpu));
  const others = curves.slice(MOST_CONTAINERS);
  if (others.length === 0) return curves;
  const sum = others[0]?.cpu.map((_, t) => {
    const values = others.map(({ cpu }) => cpu[t] ?? null);
    return values.every((value) => value === null) ? null : used(values);
  });
  return [
    ...curves.slice(0, MOST_CONTAINERS),
    { name: `${others.length} others together`, cpu: sum ?? [] },
  ];
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
