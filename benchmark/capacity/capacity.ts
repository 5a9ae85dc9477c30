import { z } from 'zod';

const count = z.number().int().nonnegative();

/** One arrival rate that was tried. */
const step = z.object({
  /** Statements a second. */
  rate: count,
  /** Of all statements; null where none ended. */
  p99_ms: z.number().nullable(),
  dropped: count,
  errors: count,
  held: z.boolean(),
});

/** The contents of `capacity.json`, beside the results of the run at that rate. */
export const capacitySchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  stack: z.string(),
  scenario: z.string(),
  p99_limit_ms: z.number(),
  /** The highest arrival rate that was held, statements a second. */
  capacity_ops_sec: count,
  /** In the order in which they were tried. */
  steps: z.array(step),
});

/** The highest arrival rate that a database holds, and how it was found. */
export type Capacity = z.infer<typeof capacitySchema>;

/** An arrival rate that was tried, and what came of it. */
export type CapacityStep = z.infer<typeof step>;

/** `400/s not held: p99 61.2 ms, 0 dropped, 0 errors`. */
export function describeStep({ rate, p99_ms, dropped, errors, held }: CapacityStep): string {
  const p99 = p99_ms === null ? 'nothing ended' : `p99 ${p99_ms.toFixed(1)} ms`;
  const facts = [p99, `${dropped} dropped`, `${errors} errors`];
  return `${rate.toLocaleString('en')}/s ${held ? 'held' : 'not held'}: ${facts.join(', ')}`;
}

/** `390/s are held with p99 under 50 ms`. */
export function describeCapacity({ capacity_ops_sec: rate, p99_limit_ms: limit }: Capacity) {
  return `${rate.toLocaleString('en')}/s are held with p99 under ${limit} ms`;
}
