import { median } from 'simple-statistics';
import { bucketCount, mergeBuckets, percentiles, type Buckets } from '../k6-scripts/lib/histogram';
import { toMs } from '../benchmark/figures/latency';
import type { Comparison } from './compare';
import { sideOfScenario, startOf, type ScenarioSide, type Side } from './side';

/** Throughput of a side's runs by second: the middle one, the least and the most. */
export interface ThroughputBand {
  readonly middle: readonly (number | null)[];
  readonly least: readonly (number | null)[];
  readonly most: readonly (number | null)[];
}

/** Latencies of one class over all runs of a side: `y[i]` ms at position `i`. */
export interface ClassCurve {
  /** Place of the side. */
  readonly side: number;
  readonly class: 'read' | 'write' | 'spatial';
  readonly y: readonly (number | null)[];
}

/** What the charts of one scenario are drawn from. */
export interface ScenarioData {
  /** Labels of the sides. */
  readonly sides: readonly string[];
  /** Seconds of the measured time. */
  readonly seconds: readonly number[];
  readonly throughput: readonly ThroughputBand[];
  /** By side: its throughput in the n-th run of all, in the order of time; null where it is another's. */
  readonly runs: readonly (readonly (number | null)[])[];
  /** Each nine takes the same room: 1 is 90 %, 2 is 99 %. */
  readonly positions: readonly number[];
  readonly curves: readonly ClassCurve[];
}

/** What the page's charts are drawn from. */
export interface ComparisonData {
  readonly scenarios: readonly ScenarioData[];
}

const POINTS_PER_NINE = 24;
const MOST_NINES = 4;
const CLASSES = ['read', 'spatial', 'write'] as const;

/** The charts' data of a comparison. */
export function comparisonData({ scenarios }: Comparison, sides: readonly Side[]): ComparisonData {
  return {
    scenarios: scenarios.map(({ scenario }) =>
      scenarioData(sides.map((side) => sideOfScenario(side, scenario))),
    ),
  };
}

function scenarioData(sides: readonly ScenarioSide[]): ScenarioData {
  const length = Math.max(
    0,
    ...sides.flatMap(({ runs }) => runs.map(({ series }) => series?.seconds.length ?? 0)),
  );
  const seconds = Array.from({ length }, (_, t) => t);
  return {
    sides: sides.map(({ label }) => label),
    seconds,
    throughput: sides.map((side) => throughputBand(side, seconds)),
    runs: runsInOrder(sides),
    ...latencyCurves(sides),
  };
}

function throughputBand({ runs }: ScenarioSide, seconds: readonly number[]): ThroughputBand {
  const bySecond = seconds.map((t) =>
    runs.flatMap(({ series }) => {
      const ops = series?.seconds[t]?.ops;
      return ops === undefined ? [] : [ops.read + ops.write];
    }),
  );
  const each = (of: (values: number[]) => number) =>
    bySecond.map((values) => (values.length === 0 ? null : of(values)));
  return {
    middle: each(median),
    least: each((values) => Math.min(...values)),
    most: each((values) => Math.max(...values)),
  };
}

function runsInOrder(sides: readonly ScenarioSide[]): (number | null)[][] {
  const order = sides
    .flatMap(({ runs }, side) => runs.map(({ metrics }) => ({ side, metrics })))
    .sort((a, b) => startOf(a.metrics) - startOf(b.metrics));
  return sides.map((_, place) =>
    order.map(({ side, metrics }) => (side === place ? metrics.throughput_ops_sec.total : null)),
  );
}

function latencyCurves(sides: readonly ScenarioSide[]) {
  const merged = sides.flatMap(({ runs }, side) =>
    CLASSES.map((name) => {
      const buckets: Buckets = new Map();
      for (const { metrics } of runs) mergeBuckets(buckets, metrics.histograms[name].buckets);
      return { side, class: name, buckets, count: bucketCount(buckets) };
    }).filter(({ count }) => count > 0),
  );
  const most = Math.max(1, ...merged.map(({ count }) => count));
  const nines = Math.min(MOST_NINES, Math.max(1, Math.log10(most)));
  const steps = Math.ceil(nines * POINTS_PER_NINE);
  const positions = Array.from({ length: steps + 1 }, (_, i) => (i * nines) / steps);
  const quantiles = positions.map((position) => 1 - 10 ** -position);
  return {
    positions,
    curves: merged.map(({ side, class: name, buckets, count }): ClassCurve => ({
      side,
      class: name,
      // A percentile beyond the last but one value says nothing.
      y: percentiles(buckets, quantiles).map((us, i) =>
        us === undefined || (positions[i] ?? 0) > Math.log10(count) ? null : toMs(us),
      ),
    })),
  };
}
