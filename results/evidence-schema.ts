import { z } from 'zod';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** What one container used within the measured time. */
export const containerSummarySchema = z.object({
  /** As in the plan, e.g. `worker-1-a`. */
  name: z.string(),
  cpu_s: amount,
  /** Mean and highest second, in percent of one core: 200 is two cores. */
  cpu_pct: amount,
  cpu_pct_max: amount,
  /** Largest, without the file cache that the kernel could drop. */
  memory_bytes_max: count,
  disk_read_bytes: count,
  disk_write_bytes: count,
  network_rx_bytes: count,
  network_tx_bytes: count,
});

/** One statement on one node: the difference of pg_stat_statements over the measured time. */
export const statementSchema = z.object({
  /** Constants and shard numbers are replaced. */
  query: z.string(),
  calls: count,
  /** Of execution. */
  total_ms: amount,
  mean_ms: amount,
  rows: count,
  shared_blocks_hit: count,
  shared_blocks_read: count,
  wal_bytes: count,
});

/** Sessions that were seen in one state of waiting. */
export const waitEventSchema = z.object({
  /** Sessions of clients, or those that Citus or postgres_fdw opened from another node. */
  origin: z.enum(['client', 'cluster']),
  /** `CPU` where a session was working and waited for nothing. */
  type: z.string(),
  event: z.string(),
  /** Sessions in this state, on average over the samples. */
  sessions: amount,
});

/** One node's wait events over its samples, one a second. */
export const nodeWaitsSchema = z.object({
  node: z.string(),
  samples: count,
  events: z.array(waitEventSchema),
});

/** What one primary wrote ahead and how far its standbys were behind. */
export const nodeWalSchema = z.object({
  node: z.string(),
  wal_bytes: count,
  wal_records: count,
  /** Full-page images. */
  wal_full_pages: count,
  checkpoints_timed: count,
  checkpoints_requested: count,
  /** Buffers that checkpoints wrote. */
  checkpoint_buffers: count,
  /** Largest over the samples and the node's standbys; null without a standby. */
  replication_lag_bytes_max: count.nullable(),
  /** By the standby's own report of what it replayed; null while it reports none. */
  replication_lag_ms_max: amount.nullable(),
});

/** Citus' own counts of how statements were routed, by the node that routed them. */
export const nodeRoutingSchema = z.object({
  node: z.string(),
  single_shard: count,
  multi_shard: count,
  connections_made: count,
  connections_failed: count,
  connections_reused: count,
});

/** Where one operation goes, read from its plan. */
export const operationRoutingSchema = z.object({
  operation: z.string(),
  /**
   * `none` is a table of the node itself; with `by-row`, rows of an insert find their shards one by
   * one, which a plan does not show.
   */
  kind: z.enum(['single-shard', 'multi-shard', 'none', 'by-row']),
  /** What the operation declares. */
  declared: z.enum(['single-shard', 'multi-shard', 'none']),
  /** Shards that it touches; null where the plan does not tell. */
  shards: count.nullable(),
  plan_hash: z.string(),
});

/** What one node holds of the data set's table, after the run. */
export const nodeRowsSchema = z.object({
  node: z.string(),
  shards: count,
  rows: count,
  /** Whether they were counted; else PostgreSQL's estimate. */
  exact: z.boolean(),
});

/** What the servers did meanwhile; null where it could not be collected, see `warnings`. */
export const serverSchema = z.object({
  containers: z.array(containerSummarySchema).nullable(),
  /** Top statements by total time. */
  statements: z
    .array(z.object({ node: z.string(), statements: z.array(statementSchema) }))
    .nullable(),
  wait_events: z.array(nodeWaitsSchema).nullable(),
  wal: z.array(nodeWalSchema).nullable(),
  routing: z.object({
    /** Null without Citus, and where `citus.enable_stat_counters` is off. */
    nodes: z.array(nodeRoutingSchema).nullable(),
    operations: z.array(operationRoutingSchema).nullable(),
  }),
  rows_by_node: z.array(nodeRowsSchema).nullable(),
  /** What could not be collected, a line each. */
  warnings: z.array(z.string()),
});

/** A PostgreSQL setting that is not the default. */
export const settingSchema = z.object({
  name: z.string(),
  /** With its unit, as `SHOW` prints it. */
  value: z.string(),
  /** Where it was set, as `pg_settings.source` names it. */
  source: z.string(),
});

/** What is found out about the environment with the evidence. */
export const environmentDetailsSchema = z.object({
  /** The stack's images and their ids (digests of their configuration). */
  images: z.array(z.object({ name: z.string(), id: z.string() })).nullable(),
  /** Settings that are not the default, of the coordinator and of one worker; without secrets. */
  settings: z.array(z.object({ node: z.string(), settings: z.array(settingSchema) })).nullable(),
  /** Mean time to write 8 kB and flush it on the coordinator's volume, µs. */
  fsync_us: amount.nullable(),
});

const column = z.array(amount.nullable());

/** One container by the second of the measured time; null where no reading was near. */
export const containerSeriesSchema = z.object({
  name: z.string(),
  /** Percent of one core. */
  cpu_pct: column,
  memory_bytes: column,
  /** Bytes within the second. */
  disk_read_bytes: column,
  disk_write_bytes: column,
  network_rx_bytes: column,
  network_tx_bytes: column,
});

/** The contents of `evidence.json`: the servers by the second. */
export const evidenceSeriesSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  interval_s: z.literal(1),
  containers: z.array(containerSeriesSchema),
});

/** How the database runs one operation. */
export const operationPlanSchema = z.object({
  operation: z.string(),
  class: z.string(),
  sql: z.string(),
  declared_routing: z.enum(['single-shard', 'multi-shard', 'none']),
  /** As PostgreSQL prints it; reads were run (`ANALYZE`), writes were only planned. */
  plan: z.array(z.string()),
  analyzed: z.boolean(),
  /** Alike for plans that differ in numbers and in the node asked alone. */
  hash: z.string(),
});

/** The contents of `plans.json`. */
export const plansSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  plans: z.array(operationPlanSchema),
});

export type ContainerSummary = z.infer<typeof containerSummarySchema>;
export type ContainerSeries = z.infer<typeof containerSeriesSchema>;
export type StatementFigures = z.infer<typeof statementSchema>;
export type NodeWaits = z.infer<typeof nodeWaitsSchema>;
export type NodeWal = z.infer<typeof nodeWalSchema>;
export type NodeRouting = z.infer<typeof nodeRoutingSchema>;
export type OperationRouting = z.infer<typeof operationRoutingSchema>;
export type NodeRows = z.infer<typeof nodeRowsSchema>;
export type ServerEvidence = z.infer<typeof serverSchema>;
export type Setting = z.infer<typeof settingSchema>;
export type EnvironmentDetails = z.infer<typeof environmentDetailsSchema>;
export type EvidenceSeries = z.infer<typeof evidenceSeriesSchema>;
export type OperationPlan = z.infer<typeof operationPlanSchema>;
export type Plans = z.infer<typeof plansSchema>;
