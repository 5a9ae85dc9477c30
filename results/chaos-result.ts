import { z } from 'zod';
import { runEventSchema } from './metrics';

const count = z.number().int().nonnegative();
const ms = z.number();

const operationCounts = z.object({
  acked: count,
  /** First attempts that surely were not done, and those that may have been. */
  failed: count,
  unknown: count,
  /** Arrivals that found no free connection. */
  dropped: count,
  /** Not acknowledged even after one retry (a transfer has none). */
  failedAfterRetry: count,
});

const figures = z.object({
  withoutWritesMs: ms,
  withoutWritesByGroup: z.record(z.string(), ms),
  withoutReadsMs: z.object({ write: ms, read: ms }),
  firstErrorMs: ms.nullable(),
  lastErrorMs: ms.nullable(),
  counts: z.object({
    write: operationCounts,
    'read-at-write': operationCounts,
    'read-at-read': operationCounts,
    transfer: operationCounts,
  }),
});

const clientError = z.object({
  kind: z.enum(['write', 'read-at-write', 'read-at-read', 'transfer']),
  class: z.enum(['failed', 'unknown', 'dropped']),
  sqlstate: z.string().nullable(),
  message: z.string(),
  count,
});

const invariant = z.object({ name: z.string(), holds: z.boolean(), detail: z.string() });

const round = z.object({
  fault: z.string(),
  target: z.string(),
  /** What was hit, e.g. the node that was primary. */
  hit: z.array(z.string()),
  hold_ms: count,
  /** When the fault began, UTC, and in seconds from the start of the load. */
  fault_at: z.iso.datetime(),
  fault_at_s: z.number(),
  figures,
  /** First attempts of clients that were not acknowledged, by SQLSTATE. */
  errors: z.array(clientError).optional(),
  /** From the fault, and from the heal; null where it was not full by the limit. */
  redundant_after_ms: ms.nullable(),
  redundant_after_heal_ms: ms.nullable(),
  /** Acknowledged rows of the run by now; lost, and unknown but there, since the round before. */
  acked_rows: count,
  lost_rows: count,
  appeared_rows: count,
  /** The slowest of the statuses asked for each second, ms. */
  slowest_status_ms: ms,
  invariants: z.array(invariant),
});

const summary = z.object({
  fault: z.string(),
  target: z.string(),
  rounds: count,
  /** Median and worst over the rounds; null where no round has a value. */
  figures: z.record(z.string(), z.object({ median: z.number(), worst: z.number() }).nullable()),
});

/** The contents of `chaos.json`. */
export const chaosSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  timestamp: z.iso.datetime(),
  stack: z.string(),
  engine: z.string(),
  topology: z.string(),
  worker_ha: z.string(),
  sync_mode: z.string(),
  tool: z.object({ version: z.string(), git_sha: z.string().nullable() }),
  /** What was asked for. */
  faults: z.array(z.string()),
  seed: z.number().int().nullable(),
  load: z.object({
    writes_per_s_per_group: z.number(),
    reads_per_s_per_group_and_endpoint: z.number(),
    timeout_ms: count,
  }),
  rounds: z.array(round),
  summary: z.array(summary),
  /** Everything that must hold and did not; empty is success. */
  violations: z.array(z.string()),
  /** Whether it was stopped before its end. */
  partial: z.boolean(),
});

/** A chaos run. */
export type ChaosResult = z.infer<typeof chaosSchema>;

/** One fault with what it cost. */
export type RoundResult = z.infer<typeof round>;

/** Median and worst of a fault on a target. */
export type FaultSummary = z.infer<typeof summary>;

/** Operations of one second: answers, and first attempts that were none. */
const tally = z.object({ acked: count, failed: count, unknown: count, dropped: count });

/** The contents of a chaos run's `timeseries.json`. */
export const chaosTimeseriesSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  interval_s: z.literal(1),
  seconds: z.array(
    z.object({
      t_s: count,
      /** Writes by worker group. */
      writes: z.record(z.string(), tally),
      /** Reads by endpoint. */
      reads: z.object({ write: tally, read: tally }),
    }),
  ),
  events: z.array(runEventSchema),
});

/** A chaos run by the second. */
export type ChaosTimeseries = z.infer<typeof chaosTimeseriesSchema>;

/** Operations of one second. */
export type SecondTally = z.infer<typeof tally>;
