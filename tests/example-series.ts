import { seededRandom, type Random } from '../k6-scripts/lib/random';
import type { Side, SideRun } from '../compare/side';
import type { LatencySummary, Metrics } from '../results/metrics';
import { exampleRun } from './example-run';

/** How a simulated run differs from the example. */
export interface Variation {
  /** Throughput relative to the example's. Default 1. */
  readonly rate?: number;
  /** Latencies relative to the example's: of a class or operation, and one of its percentiles. */
  readonly latency?: (of: string, percentile: string) => number;
  readonly change?: Partial<Metrics>;
}

let example: ReturnType<typeof exampleRun> | undefined;

/** The example run at a moment, its figures scaled. */
export function variedRun(minute: number, { rate = 1, latency, change }: Variation = {}): SideRun {
  example ??= exampleRun();
  const { metrics, series } = example;
  const startedAt = new Date(Date.UTC(2026, 0, 2, 3, minute));
  const run_id = `${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}-mixed`;
  const scaled = (of: string, summary: LatencySummary): LatencySummary => {
    const factor = latency ?? (() => 1 / rate);
    const times = (percentile: 'p50' | 'p95' | 'p99') => {
      const value = summary[percentile];
      return value === null ? null : value * factor(of, percentile);
    };
    return { ...summary, p50: times('p50'), p95: times('p95'), p99: times('p99') };
  };
  const { total, read, write, spatial } = metrics.throughput_ops_sec;
  const varied: Metrics = {
    ...metrics,
    run_id,
    timestamp: startedAt.toISOString(),
    throughput_ops_sec: {
      ...metrics.throughput_ops_sec,
      ...{ total: total * rate, read: read * rate, write: write * rate, spatial: spatial * rate },
    },
    read_latency_ms: scaled('read', metrics.read_latency_ms),
    write_latency_ms: scaled('write', metrics.write_latency_ms),
    spatial_latency_ms: scaled('spatial', metrics.spatial_latency_ms),
    queries: metrics.queries.map((query) => ({
      ...query,
      throughput_ops_sec: query.throughput_ops_sec * rate,
      latency_ms: scaled(query.name, query.latency_ms),
    })),
    ...change,
  };
  const seconds = series.seconds.map((second) => ({
    ...second,
    ops: {
      read: Math.round(second.ops.read * rate),
      write: Math.round(second.ops.write * rate),
      spatial: Math.round(second.ops.spatial * rate),
    },
  }));
  return { metrics: varied, series: { ...series, run_id, seconds } };
}

/** A number of the standard normal distribution, by the method of Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** What differs from run to run of one thing, as standard deviations relative to each figure. */
const NOISE = {
  /** The state of the machine: all figures of a run move together. */
  run: 0.02,
  /** What befalls one figure alone. */
  figure: { rate: 0.005, p50: 0.01, p95: 0.02, p99: 0.04 } as Readonly<Record<string, number>>,
  /** From one run to the next of either side: a drift that both share. */
  drift: 0.01,
};

/**
 * Two series that were measured in turns on a machine that varies by a few percent and drifts.
 *
 * @param slowdown of the second side: 1.1 is 10 % more time for everything
 */
export function simulatedSides(seed: number, runsASide: number, slowdown = 1): [Side, Side] {
  const random = seededRandom(seed);
  let drift = 0;
  const sides: [SideRun[], SideRun[]] = [[], []];
  for (let turn = 0; turn < 2 * runsASide; turn += 1) {
    // A B, B A, A B …
    const side = (turn + Math.floor(turn / 2)) % 2;
    drift += NOISE.drift * normal(random);
    const rate = Math.exp(drift + NOISE.run * normal(random)) / (side === 1 ? slowdown : 1);
    const own = (of: string): number => Math.exp((NOISE.figure[of] ?? 0) * normal(random));
    sides[side as 0 | 1].push(
      variedRun(turn, {
        rate: rate * own('rate'),
        latency: (_, percentile) => own(percentile) / rate,
      }),
    );
  }
  return [
    { label: 'A', runs: sides[0] },
    { label: 'B', runs: sides[1] },
  ];
}
