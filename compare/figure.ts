import type { LatencySummary, Metrics } from '../results/metrics';

/** One figure of a run that is compared. */
export interface Figure {
  /** `throughput.read`, `latency.write.p99`, `errors`, `operation.point_read.p50` … */
  readonly id: string;
  /** For people, without the unit. */
  readonly label: string;
  readonly kind: 'throughput' | 'latency' | 'errors' | 'cost';
  readonly unit: 'ops/s' | 'ms' | '%' | 'MiB';
  readonly better: 'higher' | 'lower';
  /** The operation that it belongs to; null for the run as a whole. */
  readonly operation: string | null;
  /** The tests that Holm's correction takes together; null for what is shown without a test. */
  readonly family: 'headline' | 'operations' | null;
  /** Reads it from a run; null where nothing was measured. */
  readonly of: (run: Metrics) => number | null;
}

const HEADLINE_PERCENTILES = ['p50', 'p95', 'p99'] as const;
const OPERATION_PERCENTILES = ['p50', 'p99'] as const;

/** How the classes are called. */
const CLASS_LABEL = { read: 'reads', write: 'writes', spatial: 'spatial reads' } as const;

type OperationClass = keyof typeof CLASS_LABEL;

/**
 * The figures that runs of one scenario have. What would say the same twice is left out: a class
 * that is all there is, and the operations of a scenario that has but one. An operation's
 * throughput is its share of the mix times the total, so it is shown and not tested again.
 *
 * @param runs of all sides, at least one
 */
export function figuresOf(runs: readonly Metrics[]): Figure[] {
  const classes = classesOf(runs);
  const names = [...new Set(runs.flatMap(({ queries }) => queries.map(({ name }) => name)))];
  return [
    throughput('total', 'throughput'),
    ...(classes.length > 1
      ? classes.map((name) => throughput(name, `throughput, ${CLASS_LABEL[name]}`))
      : []),
    ...classes.flatMap((name) => HEADLINE_PERCENTILES.map((p) => classLatency(name, p))),
    errorRate,
    ...COSTS.filter(({ of }) => runs.every((run) => of(run) !== null)),
    ...(names.length > 1 ? names.flatMap(operationFigures) : []),
  ];
}

/** The classes with statements of their own; spatial reads that are all reads count as reads. */
function classesOf(runs: readonly Metrics[]): OperationClass[] {
  const some = (has: (operations: Metrics['operations']) => boolean): boolean =>
    runs.some(({ operations }) => has(operations));
  return [
    ...(some(({ read }) => read > 0) ? (['read'] as const) : []),
    ...(some(({ spatial, read }) => spatial > 0 && spatial < read) ? (['spatial'] as const) : []),
    ...(some(({ write }) => write > 0) ? (['write'] as const) : []),
  ];
}

function throughput(of: 'total' | OperationClass, label: string): Figure {
  return {
    ...{ id: `throughput.${of}`, label, operation: null, family: 'headline' },
    ...{ kind: 'throughput', unit: 'ops/s', better: 'higher' },
    of: ({ throughput_ops_sec: rate }) => rate[of],
  };
}

function classLatency(of: OperationClass, percentile: (typeof HEADLINE_PERCENTILES)[number]) {
  return {
    ...{ id: `latency.${of}.${percentile}`, label: `${percentile} of ${CLASS_LABEL[of]}` },
    ...{ operation: null, family: 'headline', kind: 'latency', unit: 'ms', better: 'lower' },
    of: (run) => latencyOf(run, of)[percentile],
  } satisfies Figure;
}

/** Latencies of a class, ms. */
export function latencyOf(run: Metrics, of: OperationClass): LatencySummary {
  return run[`${of}_latency_ms`];
}

const errorRate: Figure = {
  ...{ id: 'errors', label: 'failed statements', operation: null, family: 'headline' },
  ...{ kind: 'errors', unit: '%', better: 'lower' },
  of: ({ error_count: errors, success_count: successes }) =>
    errors + successes === 0 ? null : (100 * errors) / (errors + successes),
};

/** What the cluster itself took; where every run has looked at its containers. */
const COSTS: readonly Figure[] = [
  {
    ...{ id: 'cost.cpu', label: "cluster's CPU an operation", operation: null, family: null },
    ...{ kind: 'cost', unit: 'ms', better: 'lower' },
    of: ({ server, operations }) =>
      operations.total === 0
        ? null
        : sumOver(server, ({ cpu_s }) => 1000 * cpu_s, operations.total),
  },
  {
    ...{ id: 'cost.memory', label: "cluster's memory", operation: null, family: null },
    ...{ kind: 'cost', unit: 'MiB', better: 'lower' },
    of: ({ server }) => sumOver(server, ({ memory_bytes_max: bytes }) => bytes, 2 ** 20),
  },
];

type Server = Metrics['server'];
type Container = NonNullable<NonNullable<Server>['containers']>[number];

/** The sum over the containers in a unit; null where they were not looked at. */
function sumOver(server: Server, value: (of: Container) => number, unit: number): number | null {
  const containers = server?.containers ?? [];
  if (containers.length === 0) return null;
  return containers.reduce((sum, container) => sum + value(container), 0) / unit;
}

function operationFigures(operation: string): Figure[] {
  const find = ({ queries }: Metrics) => queries.find(({ name }) => name === operation);
  return [
    {
      ...{ id: `operation.${operation}.throughput`, label: 'throughput', operation },
      ...{ family: null, kind: 'throughput', unit: 'ops/s', better: 'higher' },
      of: (run) => find(run)?.throughput_ops_sec ?? null,
    },
    ...OPERATION_PERCENTILES.map((percentile): Figure => ({
      ...{ id: `operation.${operation}.${percentile}`, label: percentile, operation },
      ...{ family: 'operations', kind: 'latency', unit: 'ms', better: 'lower' },
      of: (run) => find(run)?.latency_ms[percentile] ?? null,
    })),
  ];
}
