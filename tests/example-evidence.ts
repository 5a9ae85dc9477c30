import { evidenceFiles, type EvidenceFiles } from '../benchmark/evidence/evidence-files';
import type { ContainerFrame } from '../benchmark/evidence/container-frame';
import { summariseEvidence, type Collected } from '../benchmark/evidence/summarise-evidence';
import type { NodeCounters, NodeSample } from '../benchmark/evidence/node-evidence';
import type { Metrics, Timeseries } from '../results/metrics';
import { exampleRun } from './example-run';

const CONTAINERS = ['coordinator', 'worker-1', 'worker-2', 'worker-3'].flatMap((name) => [
  `${name}-a`,
  `${name}-b`,
]);

const OTHERS = ['load-balancer', 'pooler', 'manager', 'etcd-1', 'etcd-2', 'etcd-3'];

const PRIMARIES = CONTAINERS.filter((name) => name.endsWith('-a'));

/** The run of {@link exampleRun} with evidence that was never collected: the same each time. */
export function exampleRunWithEvidence(
  change: Partial<Metrics> = {},
): ReturnType<typeof exampleRun> & { details: EvidenceFiles } {
  const { series, metrics } = exampleRun(change);
  const window = { from: 0, to: series.seconds.length };
  const { server, environment, ...rest } = summariseEvidence(exampleCollected(window.to), window, [
    'routing by worker-3-b: the node did not answer',
  ]);
  const run = exampleRun({
    ...metrics,
    server,
    environment: { ...metrics.environment, ...environment },
    stability: { cv_throughput: 0.04, steady: true, warnings: [] },
    ...change,
  });
  return {
    metrics: run.metrics,
    series: { ...run.series, generator: exampleMemory(window.to) },
    details: evidenceFiles(run.metrics.run_id, { server, environment, ...rest }),
  };
}

/** A generator that grows at first. */
function exampleMemory(seconds: number): NonNullable<Timeseries['generator']> {
  const column = (mebibytes: number): number[] =>
    Array.from({ length: seconds }, (_, t) => 2 ** 20 * (mebibytes + 2 * Math.min(t, 8)));
  return { k6_memory_bytes: column(60), runner_memory_bytes: column(110) };
}

function exampleCollected(seconds: number): Collected {
  return {
    startedAtMs: 0,
    hasWorkers: true,
    hasOwnValues: false,
    plans: [
      {
        operation: 'count_all',
        class: 'read',
        sql: 'SELECT count(*) FROM vehicle_locations',
        declared_routing: 'multi-shard',
        plan: [
          'Aggregate  (cost=500.00..500.02 rows=1 width=8) (actual time=9.3..9.3 rows=1 loops=1)',
          '  ->  Custom Scan (Citus Adaptive)  (cost=0.00..0.00 rows=100000 width=8)',
          '        Task Count: 48',
        ],
        analyzed: true,
        hash: 'd41d8cd98f00',
      },
    ],
    environment: {
      // As long as the tag of an image that is named by its contents.
      images: [
        {
          name: `citus-cluster/database:${'0123456789abcdef'.repeat(4)}`,
          id: `sha256:${'0123456789ab'.repeat(5)}`,
        },
      ],
      settings: [
        {
          node: 'coordinator-a',
          settings: [{ name: 'shared_buffers', value: '512MB', source: 'command line' }],
        },
      ],
      fsync_us: 312,
    },
    containers: new Map(
      [...CONTAINERS, ...OTHERS].map((name, i) => [name, exampleFrames(seconds, i)]),
    ),
    nodes: PRIMARIES.map((name, i) => ({ name, samples: exampleSamples(seconds, i) })),
    before: PRIMARIES.map(() => exampleCounters(0)),
    after: PRIMARIES.map((_, i) => exampleCounters(1000 * (i + 1))),
    rows: PRIMARIES.slice(1).map((node) => ({ node, shards: 16, rows: 333_333, exact: true })),
  };
}

/** A frame a second; the n-th container needs 60 % of a core by the n-th part. */
function exampleFrames(seconds: number, index: number): ContainerFrame[] {
  let cpuMs = 0;
  return Array.from({ length: seconds + 3 }, (_, t) => {
    cpuMs += (600 + 150 * Math.sin(t / 2 + index)) / (1 + index);
    return {
      atMs: (t - 1) * 1000 + 137,
      cpuMs,
      memoryBytes: 100_000_000 + 1_000_000 * (t % 7) * (index + 1),
      diskReadBytes: 4096 * t,
      diskWriteBytes: 900_000 * t * (index + 1),
      networkRxBytes: 1_500_000 * t,
      networkTxBytes: 2_500_000 * t,
    };
  });
}

function exampleSamples(seconds: number, index: number): NodeSample[] {
  return Array.from({ length: seconds }, (_, t) => ({
    atMs: t * 1000 + 500,
    lag: { in_recovery: false, bytes: 4096 * (t % 5), ms: 1.5 + (t % 3) },
    waits: [
      {
        origin: index === 0 ? 'client' : 'cluster',
        type: 'CPU',
        event: 'CPU',
        sessions: 1 + (t % 3),
      },
      { origin: index === 0 ? 'client' : 'cluster', type: 'IPC', event: 'SyncRep', sessions: 2 },
      ...(t % 4 === 0
        ? [{ origin: 'client', type: 'LWLock', event: 'WALWrite', sessions: 1 } as const]
        : []),
    ],
  }));
}

function exampleCounters(calls: number): NodeCounters {
  return {
    statements: [
      {
        key: '10/true/1',
        query: 'SELECT count(*) FROM vehicle_locations_102008 vehicle_locations WHERE a < $1 & $2',
        calls,
        total_ms: calls * 0.7,
        rows: calls,
        shared_blocks_hit: calls * 12,
        shared_blocks_read: calls,
        wal_bytes: 0,
      },
    ],
    wal: {
      position: 10_000_000 + calls * 5000,
      in_recovery: false,
      records: calls * 8,
      full_pages: calls,
      checkpoints_timed: calls === 0 ? 3 : 4,
      checkpoints_requested: 0,
      checkpoint_buffers: calls,
    },
    routing: {
      single_shard: calls * 4,
      multi_shard: calls,
      connections_made: calls === 0 ? 0 : 12,
      connections_failed: 0,
      connections_reused: calls * 5,
    },
  };
}
