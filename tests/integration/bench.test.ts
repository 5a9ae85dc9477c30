import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricsSchema, timeseriesSchema, type Metrics } from '../../results/metrics';
import type { StackOutputs } from '../../topology/stack-outputs';
import { awaitCondition } from '../e2e/await-condition';
import { useBenchServer } from './bench-server';

/** Benchmarks with the real k6 against a real PostgreSQL with PostGIS. */

const at = useBenchServer();
const { run, sessions, loadedSeconds } = at;

async function runOnce(scenario: string, ...args: string[]): Promise<Metrics> {
  const [result] = await run(scenario, args);
  if (result === undefined) throw new Error('no result');
  return result.metrics;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe.each(['read', 'write', 'mixed', 'spatial'])('scenario %s', (scenario) => {
  it('runs every operation without an error and leaves complete results', async () => {
    const [result] = await run(scenario, ['--duration', '4s', '--vus', '3']);
    if (result === undefined) throw new Error('no result');
    const { folder, metrics } = result;
    expect(readdirSync(folder).sort()).toEqual([
      'evidence.json',
      'k6.log',
      'metrics.json',
      'plans.json',
      'report.html',
      'timeseries.json',
    ]);
    expect(readdirSync(at.results)).toEqual([metrics.run_id]);
    const stored = metricsSchema.parse(
      JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8')),
    );
    const { seconds } = timeseriesSchema.parse(
      JSON.parse(readFileSync(join(folder, 'timeseries.json'), 'utf8')),
    );
    expect(stored.errors.samples).toEqual([]);
    expect(stored).toMatchObject({ error_count: 0, success_rate: 100, partial: false });
    for (const query of stored.queries) {
      expect(query.count, query.name).toBeGreaterThan(0);
      expect(sum(query.histogram.buckets.map(([, count]) => count))).toBe(query.count);
    }
    expect(seconds).toHaveLength(4);
    expect(sum(seconds.map(({ ops }) => ops.read + ops.write))).toBe(stored.operations.total);
    expect(stored.throughput_ops_sec.total).toBeCloseTo(stored.operations.total / 4, 1);
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain(at.server.password);
    }
  });
});

describe('the load', () => {
  it('writes the rows that it says', async () => {
    const rows = async () =>
      (
        await at.server.admin.query<{ n: number; deleted: number }>(
          "SELECT count(*)::int AS n FROM vehicle_locations WHERE recorded_at > now() - interval '25 hours'",
        )
      ).rows[0]?.n ?? 0;
    await at.server.admin.query(
      "DELETE FROM vehicle_locations WHERE recorded_at > now() - interval '2 days'",
    );
    const before = await rows();
    const metrics = await runOnce('write', '--duration', '3s', '--vus', '2', '--warmup', '0s');
    const inserted = metrics.queries
      .filter(({ name }) => name === 'single_insert' || name === 'batch_insert')
      .map(({ rows_avg, count }) => Math.round((rows_avg ?? 0) * count));
    const updated = metrics.queries.find(({ name }) => name === 'update_vehicle')?.count ?? 0;
    const grown = (await rows()) - before;
    // Rounding of the mean, the statements in flight at the end, and vehicles updated twice.
    expect(grown).toBeGreaterThan(0.98 * sum(inserted) - 1);
    expect(grown).toBeLessThan(1.02 * (sum(inserted) + updated) + 60);
  });

  it('comes at the rate asked for, with nothing dropped', async () => {
    const metrics = await runOnce('ceiling', '--rate', '40', '--vus', '4', '--duration', '4s');
    expect(metrics.operations.total).toBeGreaterThanOrEqual(156);
    expect(metrics.operations.total).toBeLessThanOrEqual(164);
    expect(metrics.dropped_iterations).toBe(0);
    expect(metrics.load).toMatchObject({ model: 'open', target_rate: 40 });
  });

  it('tells what it dropped where the rate is too high', async () => {
    const metrics = await runOnce('read', '--rate', '5000', '--vus', '1', '--duration', '3s');
    const offered = 3 * 5000;
    const { dropped_iterations: dropped, operations } = metrics;
    expect(dropped).toBeGreaterThan(0.5 * offered);
    expect(Math.abs(dropped + operations.total - offered)).toBeLessThan(0.05 * offered);
  });

  it('has one session a virtual user, and shows the password to nobody', async () => {
    const running = run('ceiling', ['--duration', '4s', '--vus', '5', '--warmup', '0s']);
    expect(await awaitCondition('sessions', sessions, (n) => n === 5, 20_000)).toBe(5);
    const commandLines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine);
    expect(commandLines.some((text) => text.includes('script.js'))).toBe(true);
    expect(commandLines.filter((text) => text.includes(at.server.password))).toEqual([]);
    await running;
  });
});

describe('trouble during a run', () => {
  it('is counted and survived when sessions are killed', async () => {
    const running = run('ceiling', ['--duration', '5s', '--vus', '4']);
    // Warm-up takes the first of the six seconds.
    await awaitCondition('measured seconds', loadedSeconds, (seconds) => seconds >= 2.5, 60_000);
    await at.server.admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'citus-cluster bench'",
    );
    const [result] = await running;
    const { error_count: errors, errors: by } = result?.metrics ?? {};
    expect(errors).toBeGreaterThanOrEqual(1);
    expect(errors).toBeLessThanOrEqual(8);
    expect(Object.keys(by?.by_class ?? {})).toEqual(['connection']);
    const { seconds } = timeseriesSchema.parse(
      JSON.parse(readFileSync(join(result?.folder ?? '', 'timeseries.json'), 'utf8')),
    );
    expect(seconds.at(-1)?.ops.read).toBeGreaterThan(0);
    expect(seconds.at(-1)?.errors).toBe(0);
  });

  it('keeps what was measured when it is stopped', async () => {
    const stopping = new AbortController();
    const startedAt = performance.now();
    const running = run('ceiling', ['--duration', '60s'], { signal: stopping.signal });
    await awaitCondition('measured seconds', loadedSeconds, (seconds) => seconds >= 4, 60_000);
    stopping.abort();
    const [result] = await running;
    const tookS = (performance.now() - startedAt) / 1000;
    expect(result?.metrics).toMatchObject({ partial: true, load: { duration_s: 60 } });
    expect(result?.metrics.operations.total).toBeGreaterThan(0);
    // Throughput is of the time that there was, not of the time that was asked for.
    expect(result?.metrics.throughput_ops_sec.test_duration_sec).toBeLessThan(Math.min(tookS, 60));
    await awaitCondition('no session', sessions, (n) => n === 0, 10_000);
  });

  it('is an error without results when it is stopped before anything was measured', async () => {
    const stopping = new AbortController();
    stopping.abort();
    await expect(run('ceiling', [], { signal: stopping.signal })).rejects.toThrow(/stopped before/);
    expect(readdirSync(at.results)).toEqual([]);
  });
});

describe('before the run', () => {
  const withWrite = (uri: string): StackOutputs => ({
    ...at.server.outputs,
    connections: { ...at.server.outputs.connections, write: uri },
  });

  it.each([
    ['an unknown scenario', 'mixd', [], /"mixd" is unknown; the scenarios are .*mixed/],
    [
      'a results folder that is a file',
      'read',
      ['--results', '/etc/hostname'],
      /can't be written to/,
    ],
  ])('refuses %s', async (_, scenario, args, message) => {
    await expect(run(scenario, args)).rejects.toThrow(message);
    expect(readdirSync(at.results)).toEqual([]);
  });

  it('refuses an endpoint that does not answer', async () => {
    const closed = withWrite('postgresql://citus:secret-word@127.0.0.1:1/postgres');
    const running = run('read', [], { outputs: () => Promise.resolve(closed) });
    await expect(running).rejects.toThrow(
      /write \(127\.0\.0\.1:\d+\) does not answer.*npm run status/,
    );
    await expect(running).rejects.not.toThrow(/secret-word/);
  });

  it('refuses a database without the table', async () => {
    const empty = withWrite(at.server.outputs.connections.write.replace('/postgres', '/template1'));
    await expect(run('read', [], { outputs: () => Promise.resolve(empty) })).rejects.toThrow(
      /no table vehicle_locations; load .*npm run load/,
    );
  });
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
