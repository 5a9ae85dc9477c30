import { Recorder } from '../k6-scripts/lib/recorder';
import { seededRandom } from '../k6-scripts/lib/random';
import mixed from '../k6-scripts/scenarios/mixed';
import { weightedChoice } from '../k6-scripts/lib/scenario';
import { metricsSchema, type Metrics, type Timeseries } from '../results/metrics';
import { Recording } from '../benchmark/figures/recording';
import { summarise, timeseries, type Measured } from '../benchmark/figures/summarise';

/** A measured run of the mixed scenario that never was: the same figures each time. */
export function exampleRun(change: Partial<Metrics> = {}): {
  metrics: Metrics;
  series: Timeseries;
} {
  const durationS = 20;
  const mix = mixed.mix({ readRatio: 80 });
  const measured: Measured = {
    recording: recordUsers(8, durationS),
    window: { from: 0, to: durationS },
    operations: mix.map(({ operation }) => operation),
    distributionColumn: 'region_code',
    ratePerS: null,
    droppedInRun: 0,
  };
  const metrics = metricsSchema.parse({
    schema_version: 1,
    run_id: '20260102T030405Z-mixed',
    timestamp: '2026-01-02T03:04:05.000Z',
    series_id: '00000000-0000-4000-8000-000000000000',
    repeat_index: 0,
    stack: 'dev',
    scenario: 'mixed',
    profile: 'none',
    tag: null,
    partial: false,
    tool: { version: '0.1.0', git_sha: null, k6: '1.8.1', driver: 'pgx', protocol: 'extended' },
    load: {
      model: 'closed',
      vus: 8,
      target_rate: null,
      think_time_ms: null,
      warmup_s: 5,
      duration_s: durationS,
      read_ratio: 80,
      to: 'write',
      statement_timeout_ms: 60_000,
      seed: 1,
    },
    ...summarise(measured),
    generator: { cpu_pct: 35.2, memory_bytes: 70_000_000 },
    environment: {
      host_cpu: 'an example',
      cores: 8,
      memory_bytes: 2 ** 34,
      kernel: 'Linux 6.12',
      node: 'v20.19.0',
      docker: '28.0.0',
      pg: '17.6',
      citus: '14.1-1',
      postgis: '3.5.2',
      engine: 'citus',
      topology: '2 coordinators, 3 workers with 1 standby each',
      regions: 64,
      distribution_column: 'region_code',
      shard_count: 48,
      replication_factor: 1,
      sync_mode: 'on',
    },
    ...change,
  } satisfies Metrics);
  const { run_id } = metrics;
  return {
    metrics,
    series: { schema_version: 1, run_id, interval_s: 1, seconds: timeseries(measured) },
  };
}

function recordUsers(users: number, durationS: number): Recording {
  const recording = new Recording();
  const choose = weightedChoice(mixed.mix({ readRatio: 80 }));
  for (let user = 1; user <= users; user += 1) {
    const random = seededRandom(1, user);
    const recorder = new Recorder((sample) => {
      recording.add(sample);
    });
    let now = 0;
    while (now < durationS * 1000) {
      const { name } = choose(random);
      const start = now;
      now += 5 + 40 * random.next() ** 6;
      if (random.next() < 0.002)
        recorder.fail(name, start, now, 'deadlock <detected> (SQLSTATE 40P01)');
      else recorder.succeed(name, start, now, 1);
    }
    recorder.flush();
  }
  return recording;
}
