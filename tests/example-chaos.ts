import { summarise } from '../chaos/figures/summary';
import {
  chaosSchema,
  chaosTimeseriesSchema,
  type ChaosResult,
  type ChaosTimeseries,
  type RoundResult,
} from '../results/chaos-result';

/** A chaos run that never was: three killed coordinators and a switchover. */
export function exampleChaos(): { result: ChaosResult; series: ChaosTimeseries } {
  const rounds = [
    exampleRound('kill-container', 'coordinator', 4200),
    exampleRound('kill-container', 'coordinator', 3100),
    exampleRound('kill-container', 'coordinator', 5100),
    exampleRound('switchover', 'worker-1', 900),
  ];
  const result = chaosSchema.parse({
    schema_version: 1,
    run_id: '20260102T030405Z-chaos-several',
    timestamp: '2026-01-02T03:04:05.000Z',
    stack: 'dev',
    engine: 'citus',
    topology: '2 coordinators, 3 workers with 1 standby each',
    worker_ha: 'standby',
    sync_mode: 'on',
    tool: { version: '0.1.0', git_sha: null },
    faults: ['kill-container', 'switchover'],
    seed: null,
    load: {
      writes_per_s_per_group: 10,
      reads_per_s_per_group_and_endpoint: 5,
      timeout_ms: 2000,
    },
    rounds,
    summary: summarise(rounds),
    violations: [],
    partial: false,
  } satisfies ChaosResult);
  return { result, series: exampleSeries(result.run_id) };
}

function exampleRound(fault: string, target: string, withoutWritesMs: number): RoundResult {
  const fine = { acked: 500, failed: 0, unknown: 0, dropped: 0, failedAfterRetry: 0 };
  const hit = fault === 'switchover' ? fine : { ...fine, failed: 21, unknown: 4, dropped: 2 };
  const error = fault === 'switchover' ? null : 120;
  return {
    fault,
    target,
    hit: [`${target}-a`],
    hold_ms: fault === 'switchover' ? 0 : 10_000,
    fault_at: '2026-01-02T03:04:15.000Z',
    fault_at_s: 10,
    figures: {
      withoutWritesMs,
      withoutWritesByGroup: { '1': withoutWritesMs, '2': 200, '3': 200 },
      withoutReadsMs: { write: withoutWritesMs, read: 300 },
      firstErrorMs: error,
      lastErrorMs: error === null ? null : withoutWritesMs,
      counts: { write: hit, 'read-at-write': fine, 'read-at-read': fine, transfer: fine },
    },
    redundant_after_ms: 14_500,
    redundant_after_heal_ms: 4500,
    acked_rows: 500,
    lost_rows: 0,
    appeared_rows: 3,
    slowest_status_ms: 210,
    errors: [
      {
        ...{ kind: 'write', class: 'unknown', sqlstate: '57P01', count: 7 },
        message: 'terminating connection due to administrator command',
      },
    ],
    invariants: [{ name: 'every acknowledged row present', holds: true, detail: '500 rows' }],
  };
}

function exampleSeries(runId: string): ChaosTimeseries {
  const tally = (acked: number, failed = 0) => ({ acked, failed, unknown: 0, dropped: 0 });
  return chaosTimeseriesSchema.parse({
    schema_version: 1,
    run_id: runId,
    interval_s: 1,
    seconds: Array.from({ length: 40 }, (_, t) => {
      const out = t >= 10 && t < 14;
      const writes = tally(out ? 0 : 9 + (t % 3), out ? 10 : 0);
      return {
        t_s: t,
        writes: { '1': writes, '2': writes, '3': tally(10) },
        reads: { write: tally(out ? 0 : 15, out ? 15 : 0), read: tally(15) },
      };
    }),
    events: [
      { t_s: 10, kind: 'fault', label: 'kill-container coordinator-a' },
      { t_s: 13.8, kind: 'failover', label: 'coordinator-b takes writes' },
      { t_s: 20, kind: 'heal', label: 'coordinator-a healed' },
      { t_s: 24.5, kind: 'redundant', label: 'fully redundant' },
    ],
  } satisfies ChaosTimeseries);
}
