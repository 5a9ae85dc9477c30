import { scaleCurve, type MeasuredSize, type ScaleRun } from '../scale/curve';
import { warningsFor } from '../scale/document';
import type { ContainerSummary } from '../results/evidence-schema';
import { scaleSchema, type ScaleResult } from '../results/scale-result';
import { variedRun } from './example-series';

/** A cluster that never was, by what a statement costs it. */
export interface ExampleCosts {
  readonly scenario: string;
  /** Statements a second at each size. */
  readonly throughput: Readonly<Record<number, number>>;
  /** CPU time of a statement, ms. */
  readonly worker: number;
  readonly coordinator: number;
  readonly generator: number;
  readonly fanOut?: boolean;
}

const INSERT: ExampleCosts = {
  ...{ scenario: 'insert', throughput: { 1: 630, 2: 1222, 4: 2080 } },
  ...{ worker: 0.3, coordinator: 0.25, generator: 0.1 },
};
const BOX: ExampleCosts = {
  ...{ scenario: 'bounding-box', throughput: { 1: 19, 2: 42, 4: 79 }, fanOut: true },
  ...{ worker: 9.5, coordinator: 1, generator: 0.5 },
};

/** Cores kept busy at rest, by size. */
export const AT_REST = { worker: 0, coordinator: 0.02, other: 0.05, generator: 0 };

/** What each worker is held to, and the cores that all share. */
export const MACHINES = { workerCpus: 0.2, cores: 2 };

const NOISE = [0.004, -0.02, 0.01, -0.004, 0.02, -0.01];

/** Sizes as they would be measured: six runs each, that vary by 2 %. */
export function exampleSizes(
  scenarios: readonly ExampleCosts[],
  counts = [1, 2, 4],
): MeasuredSize[] {
  return counts.map((workers, place) => ({
    ...{ workers, stack: `scale-${workers}`, up_ms: 60_000, atRest: AT_REST },
    runs: new Map(
      scenarios.map((costs, i) => [
        costs.scenario,
        NOISE.map((noise, turn) =>
          exampleScaleRun(costs, workers, noise, 20 * place + 7 * i + turn),
        ),
      ]),
    ),
  }));
}

function exampleScaleRun(
  costs: ExampleCosts,
  workers: number,
  noise: number,
  minute: number,
): ScaleRun {
  const { scenario, worker, coordinator, generator, fanOut = false } = costs;
  const total = (costs.throughput[workers] ?? 0) * (1 + noise);
  const { metrics } = variedRun(minute);
  const routing = fanOut ? ('multi-shard' as const) : ('single-shard' as const);
  // The cores are those of the middle run: a cluster at its limit takes no more.
  const busy = (ms: number): number => ((costs.throughput[workers] ?? 0) * ms) / 1000;
  const containers = [
    container('coordinator-a', busy(coordinator) + AT_REST.coordinator),
    ...Array.from({ length: workers }, (_, i) =>
      container(`worker-${i + 1}-a`, busy(worker) / workers),
    ),
    container('manager', AT_REST.other),
  ];
  return {
    metrics: {
      ...metrics,
      ...{ scenario, stack: `scale-${workers}`, error_count: 0 },
      throughput_ops_sec: { ...metrics.throughput_ops_sec, total },
      queries: metrics.queries.slice(0, 1).map((query) => ({ ...query, routing })),
      generator: { ...metrics.generator, cpu_pct: 100 * busy(generator) },
      server: {
        ...{ containers, statements: null, wait_events: null, wal: null, rows_by_node: null },
        ...{ routing: { nodes: null, operations: null }, warnings: [] },
      },
    },
    machine: null,
  };
}

function container(name: string, cores: number): ContainerSummary {
  return {
    ...{ name, cpu_s: 10 * cores, cpu_pct: 100 * cores, cpu_pct_max: 100 * cores },
    ...{ memory_bytes_max: 2 ** 28, disk_read_bytes: 0, disk_write_bytes: 0 },
    ...{ network_rx_bytes: 0, network_tx_bytes: 0 },
  };
}

/** A whole curve of inserts and bounding boxes at 1, 2 and 4 workers. */
export function exampleScale(change: Partial<ScaleResult> = {}): ScaleResult {
  const sizes = exampleSizes([INSERT, BOX]);
  const curves = [INSERT, BOX].map(({ scenario }) => scaleCurve(scenario, sizes, MACHINES));
  return scaleSchema.parse({
    schema_version: 1,
    run_id: '20260102T030405Z-scale',
    timestamp: '2026-01-02T03:04:05.000Z',
    ...{ like: 'dev', engine: 'citus', tool: { version: '0.1.0', git_sha: null } },
    environment: {
      ...{ host_cpu: 'an example', cores: MACHINES.cores, memory_bytes: 2 ** 33, pg: '17.6' },
      ...{ citus: '14.1-1', topology: '1 coordinator, 1 worker without standbys' },
    },
    limits: {
      ...{ worker_cpus: MACHINES.workerCpus, worker_cpus_asked: false },
      ...{ worker_memory_mib: 512, coordinator_memory_mib: 1024 },
    },
    load: { vus: 32, warmup_s: 5, duration_s: 10, rounds: 6 },
    dataset: { rows: 400_000, regions: 64, shard_count: 12 },
    sizes: sizes.map(({ workers, stack, up_ms, atRest }) => ({
      ...{ workers, stack, up_ms, at_rest: atRest },
    })),
    curves,
    warnings: warningsFor(curves, MACHINES.cores),
    ...change,
  } satisfies ScaleResult);
}
