import { blockBootstrapRatio } from './statistics/block-bootstrap';
import type { Timeseries } from '../results/metrics';
import type { ScenarioSide } from './side';

/**
 * How far the throughputs of two single runs differ, given these very runs. It says nothing about
 * the next run, which differs by more: the replicate of a benchmark is the run.
 */
export interface WithinRun {
  /** Id of the figure, e.g. `throughput.read`. */
  readonly figure: string;
  /** Relative to the baseline's: 0.1 is 10 % more. */
  readonly change: number;
  /** Of the change, 95 %. */
  readonly interval: readonly [number, number];
}

type Second = Timeseries['seconds'][number];

const RATES: Readonly<Record<string, (second: Second) => number>> = {
  'throughput.total': ({ ops }) => ops.read + ops.write,
  'throughput.read': ({ ops }) => ops.read,
  'throughput.spatial': ({ ops }) => ops.spatial,
  'throughput.write': ({ ops }) => ops.write,
};

/** The intervals of the throughputs of two sides of one run each; none for longer series. */
export function withinRun(baseline: ScenarioSide, other: ScenarioSide): WithinRun[] {
  const [a, b] = [baseline.runs[0]?.series, other.runs[0]?.series];
  if (baseline.runs.length !== 1 || other.runs.length !== 1 || !a || !b) return [];
  return Object.entries(RATES).flatMap(([figure, of]) => {
    const found = blockBootstrapRatio(a.seconds.map(of), b.seconds.map(of));
    if (found === null) return [];
    const [low, high] = found.interval;
    return [{ figure, change: found.ratio - 1, interval: [low - 1, high - 1] as const }];
  });
}
