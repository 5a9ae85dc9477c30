import { z } from 'zod';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** By part of the cluster, and the load generator. `other`: etcd, load balancer, pooler, manager. */
const byPart = z.object({ worker: amount, coordinator: amount, other: amount, generator: amount });

/** What can be short of CPU; `none` where none of them was. */
const limit = z.enum(['worker', 'coordinator', 'generator', 'machine', 'none']);

/** Null bounds where there are too few runs for an interval. */
const interval = z.object({
  low: amount.nullable(),
  high: amount.nullable(),
  /** Probability that it holds the true value, at least. */
  confidence: z.number().nullable(),
});

const point = z.object({
  workers: count,
  /** Ids of the benchmark runs. */
  runs: z.array(z.string()),
  /** Statements a second: each run, and the median with its interval. */
  throughput: interval.extend({ values: z.array(amount), median: amount }),
  /** T(n) by T of the smallest size. */
  speedup: amount,
  /** T(n) by n times what a worker of the smallest size did: 1 is ideal. */
  share: interval.extend({ value: amount }),
  errors: count,
  /** Cores kept busy by each container, median of the runs. */
  containers: z.array(z.object({ name: z.string(), cores: amount })),
  /** Cores kept busy, median of the runs. */
  cpu: byPart,
  /** Share of what it may have, 0 to 1: the busiest worker, the coordinator, k6, the whole machine. */
  use: z.object({ worker: amount, coordinator: amount, generator: amount, machine: amount }),
  bottleneck: limit,
  /** CPU time of a statement in ms, without what the cluster takes at rest. */
  cpu_ms: byPart,
});

/** CPU time of a statement, ms: `fixed` and `per_worker` times the number of workers. */
const demand = z.object({ fixed: amount, per_worker: amount });

const model = z.object({
  worker: demand,
  coordinator: demand,
  other: demand,
  generator: demand,
  /** Share of the bound that was reached, mean of the sizes. */
  efficiency: amount,
  /** The largest size, predicted from the smaller ones; null where there is but one. */
  held_back: z
    .object({ workers: count, predicted: amount, measured: amount, error: z.number() })
    .nullable(),
  /** Workers that keep a coordinator busy which has a worker's CPU; null where it has no work. */
  coordinator_full_at: amount.nullable(),
  /**
   * Clusters of machines alike: `speedup` is in what one worker serves by itself.
   * `coordinator_cpu` is the coordinator's in that of a worker; null where every node is entered by.
   */
  predictions: z.array(
    z.object({
      workers: count,
      coordinator_cpu: amount.nullable(),
      speedup: amount,
      limit,
    }),
  ),
});

const curve = z.object({
  scenario: z.string(),
  /** Whether its statements go to all workers. */
  fan_out: z.boolean(),
  points: z.array(point),
  model,
});

/** The contents of `scale.json`: the same scenarios measured on clusters of several sizes. */
export const scaleSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  timestamp: z.iso.datetime(),
  /** The stack whose engine, image and parameters they have. */
  like: z.string(),
  engine: z.string(),
  tool: z.object({ version: z.string(), git_sha: z.string().nullable() }),
  environment: z.object({
    host_cpu: z.string(),
    cores: count,
    memory_bytes: count,
    pg: z.string(),
    citus: z.string().nullable(),
    /** One line, of a size of one worker. */
    topology: z.string(),
  }),
  limits: z.object({
    /** CPUs that each worker is held to. */
    worker_cpus: amount,
    /** Whether that was asked for; else it follows from the machine. */
    worker_cpus_asked: z.boolean(),
    worker_memory_mib: count,
    coordinator_memory_mib: count,
  }),
  load: z.object({ vus: count, warmup_s: count, duration_s: count, rounds: count }),
  dataset: z.object({ rows: count, regions: count, shard_count: count }),
  sizes: z.array(
    z.object({
      workers: count,
      stack: z.string(),
      /** Time from nothing to the loaded cluster. */
      up_ms: count,
      /** Cores kept busy at rest. */
      at_rest: byPart,
    }),
  ),
  curves: z.array(curve),
  warnings: z.array(z.string()),
});

/** Clusters of several sizes under the same load. */
export type ScaleResult = z.infer<typeof scaleSchema>;

/** One scenario over the sizes. */
export type ScaleCurve = z.infer<typeof curve>;

/** One scenario at one size. */
export type ScalePoint = z.infer<typeof point>;

/** Something in cores or ms by part of the cluster. */
export type ByPart = z.infer<typeof byPart>;

/** CPU time of a statement as a line over the number of workers, ms. */
export type Demand = z.infer<typeof demand>;

/** What was learned of a scenario's CPU, and what follows for other sizes. */
export type ScaleModel = z.infer<typeof model>;

/** What was short of CPU. */
export type Limit = z.infer<typeof limit>;
