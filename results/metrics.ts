import { z } from 'zod';
import { TARGETS } from '../topology/target';
import { environmentDetailsSchema, serverSchema } from './evidence-schema';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** Latencies in milliseconds; null where nothing was measured. */
const latency = z.object({
  count,
  avg: amount.nullable(),
  min: amount.nullable(),
  max: amount.nullable(),
  stddev: amount.nullable(),
  p50: amount.nullable(),
  p90: amount.nullable(),
  p95: amount.nullable(),
  p99: amount.nullable(),
  p999: amount.nullable(),
});

/** A histogram as in k6-scripts/lib/histogram.ts: bucket number and count, ascending. */
const histogram = z.object({
  unit: z.literal('us'),
  scheme: z.literal('log-linear'),
  sub_buckets: count,
  buckets: z.array(z.tuple([count, count])),
});

/** `read` includes `spatial`; `total` is `read` and `write`. */
const byClass = z.object({ total: amount, read: amount, write: amount, spatial: amount });

const query = z.object({
  name: z.string(),
  class: z.enum(['read', 'write', 'spatial']),
  description: z.string(),
  /** Network round trips of one execution. */
  round_trips: count,
  /** How many shards it is meant to need. */
  routing: z.enum(['single-shard', 'multi-shard', 'none']).optional(),
  count,
  errors: count,
  throughput_ops_sec: amount,
  latency_ms: latency,
  /** Rows that one execution returned or changed. */
  rows_avg: amount.nullable(),
  histogram,
});

const errorSample = z.object({
  operation: z.string(),
  class: z.string(),
  sqlstate: z.string().nullable(),
  /** Second of the measured time, from 0. */
  t_s: count,
  message: z.string(),
});

/** A condition that fails the run (`--fail-if`) and what was measured. */
const threshold = z.object({
  /** As it was given, e.g. `write.p99>50ms`. */
  expression: z.string(),
  /** Of limit and value: `ms`, `ops/s`, `%`, or empty for a count. */
  unit: z.string(),
  limit: amount,
  /** Null where nothing of the kind was measured, which breaks it. */
  value: amount.nullable(),
  broken: z.boolean(),
});

/** What the run ran on and against; null where it could not be found out. */
const environment = z.object({
  host_cpu: z.string(),
  cores: count,
  memory_bytes: count,
  kernel: z.string(),
  node: z.string(),
  docker: z.string().nullable(),
  pg: z.string(),
  citus: z.string().nullable(),
  postgis: z.string().nullable(),
  engine: z.string(),
  /** One line, e.g. `2 coordinators, 3 workers with 1 standby each`. */
  topology: z.string(),
  regions: count,
  /** Of the table as the catalogue has it, as the two that follow; empty where it is not spread. */
  distribution_column: z.string(),
  shard_count: count,
  replication_factor: count,
  /** Groups that hold shards of it; absent in results of before. */
  shard_holders: count.optional(),
  /** Where the table is not as the stack's file has it, a line each; absent in results of before. */
  differs_from_plan: z.array(z.string()).optional(),
  sync_mode: z.string(),
  ...environmentDetailsSchema.partial().shape,
});

/** Whether the run held one pace. */
const stability = z.object({
  /** Standard deviation by mean of the seconds' throughput; null where there are too few. */
  cv_throughput: amount.nullable(),
  steady: z.boolean().nullable(),
  warnings: z.array(z.string()),
});

/** The contents of `metrics.json`: one benchmark run. */
export const metricsSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  /** Start of the measured time, UTC. */
  timestamp: z.iso.datetime(),
  /** Shared by the runs of one `--repeat`. */
  series_id: z.string(),
  /** Place in the series, from 0. */
  repeat_index: count,
  stack: z.string(),
  scenario: z.string(),
  profile: z.enum(['none', 'seed']),
  tag: z.string().nullable(),
  /** Whether the run was stopped before its time. */
  partial: z.boolean(),
  tool: z.object({
    version: z.string(),
    git_sha: z.string().nullable(),
    k6: z.string(),
    driver: z.string(),
    protocol: z.string(),
  }),
  load: z.object({
    model: z.enum(['closed', 'open']),
    vus: count,
    /** Statements a second, open model. */
    target_rate: amount.nullable(),
    think_time_ms: z.tuple([amount, amount]).nullable(),
    warmup_s: count,
    /** What was asked for. */
    duration_s: count,
    read_ratio: amount,
    to: z.enum(TARGETS),
    statement_timeout_ms: count,
    seed: z.number().int(),
    /** Processes that made the load. */
    processes: count.optional(),
  }),
  read_latency_ms: latency,
  write_latency_ms: latency,
  spatial_latency_ms: latency,
  throughput_ops_sec: byClass.extend({ test_duration_sec: count }),
  operations: byClass,
  success_count: count,
  error_count: count,
  /** Percent, 0 to 100; null where nothing was tried. */
  success_rate: z.number().min(0).max(100).nullable(),
  dropped_iterations: count.describe(
    'Open model: arrivals that were due in the measured time and never answered. They still waited for a virtual user a second after the end; a k6 without a queue drops those that find no free one.',
  ),
  latency_valid: z
    .boolean()
    .describe('Open model: whether every arrival is among the latencies.')
    .optional(),
  latency_invalid_reason: z
    .string()
    .describe('Why not every arrival is among the latencies; missing if each is.')
    .optional(),
  rows_read: count,
  rows_written: count,
  queries: z.array(query),
  errors: z.object({
    by_sqlstate: z.record(z.string(), count),
    by_class: z.record(z.string(), count),
    /** At most 20, the first of each kind. */
    samples: z.array(errorSample).max(20),
  }),
  histograms: z.object({ read: histogram, write: histogram, spatial: histogram }),
  generator: z.object({
    /** Of one core: 200 is two cores. Null where the system does not tell. */
    cpu_pct: amount.nullable(),
    memory_bytes: count.nullable(),
    /** Cores that it could use: of the system, of Go's own limit, and one a virtual user. */
    usable_cores: count.optional(),
    /** Whether it used more than 80 % of them, so that its own pace was measured. */
    generator_bound: z.boolean().nullable().optional(),
  }),
  environment,
  /** What the servers did; missing where it was not collected. */
  server: serverSchema.optional(),
  stability: stability.optional(),
  thresholds: z.array(threshold).optional(),
});

/** Whether a run held one pace. */
export type Stability = z.infer<typeof stability>;

/** One benchmark run. */
export type Metrics = z.infer<typeof metricsSchema>;

/** Latencies of one kind of statement, ms. */
export type LatencySummary = z.infer<typeof latency>;

/** A histogram as it is stored. */
export type StoredHistogram = z.infer<typeof histogram>;

/** What a run ran on and against. */
export type Environment = z.infer<typeof environment>;

/** One second of a run. */
const second = z.object({
  /** Second of the measured time, from 0. */
  t_s: count,
  ops: z.object({ read: count, write: count, spatial: count }),
  errors: count,
  dropped: count.describe(
    'Of the arrivals that were never answered, those that this second is short of the rate.',
  ),
  /** Of all statements that ended in this second, ms; null where none did. */
  p50: amount.nullable(),
  p99: amount.nullable(),
});

/** Something that happened to the cluster while a run was measured. */
export const runEventSchema = z.object({
  /** Seconds from the start of the time series. */
  t_s: z.number(),
  kind: z.enum(['fault', 'failover', 'heal', 'redundant']),
  label: z.string(),
});

/** A moment that the charts mark. */
export type RunEvent = z.infer<typeof runEventSchema>;

/** Bytes at the end of each second; null where nobody could tell. */
const memory = z.array(count.nullable());

/** The contents of `timeseries.json`; `ops.read` includes `ops.spatial`. */
export const timeseriesSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  interval_s: z.literal(1),
  seconds: z.array(second),
  events: z.array(runEventSchema).optional(),
  /** What made the load, by the second: resident memory of k6 and of the benchmark's own process. */
  generator: z.object({ k6_memory_bytes: memory, runner_memory_bytes: memory }).optional(),
});

/** A run by the second. */
export type Timeseries = z.infer<typeof timeseriesSchema>;
