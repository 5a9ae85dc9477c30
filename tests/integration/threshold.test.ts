import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bench } from '../../benchmark/bench';
import { metricsSchema } from '../../results/metrics';
import { brokenThresholds } from '../../benchmark/figures/threshold-outcome';
import { npmRun } from '../e2e/project';
import { benchParts, parseBench } from './bench-call';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** `--fail-if` with the real k6 against a real PostgreSQL, and its wrong uses. */

describe('a run with thresholds', () => {
  let server: PostgisServer;
  let results: string;

  beforeAll(async () => {
    server = await startPostgisServer();
    results = mkdtempSync(join(tmpdir(), 'citus-cluster-results-'));
  });

  afterAll(async () => {
    await server.stop();
    rmSync(results, { recursive: true, force: true });
  });

  it('is kept with what was measured of each', async () => {
    const thresholds = ['p99>0us', 'read.throughput<=0', 'errors>0'];
    const failIf = thresholds.flatMap((expression) => ['--fail-if', expression]);
    const load = ['--warmup', '1s', '--duration', '3s', '--vus', '2'];
    const options = parseBench('read', ['--results', results, ...load, ...failIf]);
    const runs = await bench(options, benchParts(server));
    const [run] = runs;
    if (run === undefined) throw new Error('no result');
    const file = join(run.folder, 'metrics.json');
    const stored = metricsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(stored.thresholds).toMatchObject([
      { expression: 'p99>0us', unit: 'ms', limit: 0, broken: true },
      { expression: 'read.throughput<=0', value: stored.throughput_ops_sec.read, broken: false },
      { expression: 'errors>0', value: 0, broken: false },
    ]);
    const p99 = stored.thresholds?.[0]?.value ?? 0;
    expect(p99).toBeGreaterThan(0);
    expect(brokenThresholds(runs.map(({ metrics }) => metrics))).toEqual([
      `${stored.run_id}: p99>0us: ${p99.toLocaleString('en', { maximumFractionDigits: 3 })} ms measured`,
    ]);
  });
});

describe('a wrong threshold', () => {
  it.each([
    ['p98>50ms', /Metric "p98" is unknown; allowed: p50, /],
    ['p99>50', /Metric p99 needs a unit; allowed: ms, s, us/],
    ['p99~50ms', /one of > >= < <=/],
    ['single_insert.p99>50ms', /the run has no "single_insert"; allowed: read, spatial, count_all/],
    ['write.errors>0', /the run has no "write"/],
  ])('%s is wrong usage, before any load', async (expression, message) => {
    const { code, stdout, stderr } = await npmRun('bench:read', '--fail-if', expression);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
