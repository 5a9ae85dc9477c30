import { capacitySchema, type Capacity } from '../benchmark/capacity/capacity';

/** A search for the capacity that never was. */
export function exampleCapacity(runId: string): Capacity {
  const quick = { p99_ms: 12.25, dropped: 0, errors: 0, held: true };
  return capacitySchema.parse({
    schema_version: 1,
    run_id: runId,
    stack: 'dev',
    scenario: 'mixed',
    p99_limit_ms: 50,
    capacity_ops_sec: 1024,
    steps: [
      { rate: 512, ...quick },
      { rate: 1024, ...quick },
      { rate: 2048, p99_ms: 812.5, dropped: 40, errors: 0, held: false },
    ],
  } satisfies Capacity);
}
