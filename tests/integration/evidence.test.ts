import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { BenchParts } from '../../benchmark/bench';
import { watchContainers } from '../../benchmark/evidence/container-usage';
import { nodeSession } from '../../benchmark/evidence/node-session';
import { evidenceSeriesSchema, plansSchema } from '../../results/evidence-schema';
import { Warnings } from '../../benchmark/evidence/warnings';
import type { RunResult } from '../../benchmark/run';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { allNodes } from '../../topology/plan';
import { awaitCondition } from '../e2e/await-condition';
import { useBenchServer } from './bench-server';

/** Evidence about a real PostgreSQL in a real container, under a real load. */

const at = useBenchServer();

async function run(scenario: string, args: readonly string[], parts: Partial<BenchParts> = {}) {
  const [result] = await at.run(scenario, args, parts);
  if (result === undefined) throw new Error('no result');
  return result;
}

function serverEvidence({ metrics }: RunResult) {
  if (metrics.server === undefined) throw new Error('no evidence');
  return metrics.server;
}

/** Sessions of the collectors, and the processes in the container that carry them. */
async function leftovers(): Promise<number> {
  const { rows } = await at.server.admin.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'citus-cluster evidence'",
  );
  const [node] = allNodes(at.server.outputs.plan);
  const { Processes } = await dockerClient()
    .getContainer(node?.container ?? '')
    .top({ ps_args: '-eo pid,comm' });
  return (rows[0]?.n ?? 0) + Processes.filter((cells: string[]) => cells.includes('perl')).length;
}

describe('a run with evidence', () => {
  it('tells what the server did, and leaves nothing behind', async () => {
    const result = await run('mixed', ['--duration', '6s', '--vus', '3']);
    const { folder, metrics } = result;
    const found = serverEvidence(result);

    const [container] = found.containers ?? [];
    expect(container?.name).toBe('coordinator-a');
    expect(container?.cpu_s).toBeGreaterThan(0);
    expect(container?.cpu_s).toBeLessThan(7 * metrics.environment.cores);
    expect(container?.network_tx_bytes).toBeGreaterThan(1000);

    // The statements of the load were counted, as often as they were sent but for the edges.
    const [statements] = found.statements ?? [];
    const counted = statements?.statements.find(
      ({ query }) => query === 'SELECT count(*) FROM vehicle_locations',
    );
    const sent = metrics.queries.find(({ name }) => name === 'count_all')?.count ?? 0;
    expect(counted?.calls).toBeGreaterThan(0.6 * sent);
    expect(counted?.calls).toBeLessThan(1.4 * sent + 10);
    expect(JSON.stringify(statements)).not.toMatch(/evidence|pg_stat/);

    const [waits] = found.wait_events ?? [];
    expect(waits?.samples).toBeGreaterThan(2);
    expect(waits?.events[0]?.origin).toBe('client');
    const [wal] = found.wal ?? [];
    expect(wal?.wal_bytes).toBeGreaterThan(1000);
    expect(wal?.replication_lag_bytes_max).toBeNull();

    expect(metrics.environment.fsync_us).toBeGreaterThan(0);
    expect(metrics.environment.images).toEqual([
      { name: expect.any(String) as string, id: expect.stringMatching(/^sha256:/) as string },
    ]);
    expect(metrics.environment.settings?.[0]?.settings).toContainEqual(
      expect.objectContaining({ name: 'max_connections', value: '200' }),
    );
    // The cluster's services are missing here: that is said, and stops nothing.
    expect(found.warnings).toContainEqual(expect.stringContaining('usage of container manager'));

    const { containers } = evidenceSeriesSchema.parse(
      JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')),
    );
    expect(containers.find(({ name }) => name === 'coordinator-a')?.cpu_pct).toHaveLength(6);
    const { plans } = plansSchema.parse(
      JSON.parse(readFileSync(join(folder, 'plans.json'), 'utf8')),
    );
    expect(plans.map(({ operation }) => operation)).toEqual(
      metrics.queries.map(({ name }) => name),
    );
    for (const { class: operationClass, plan } of plans) {
      expect(plan.join('\n').includes('actual time')).toBe(operationClass !== 'write');
    }
    await awaitCondition('the collectors to be gone', leftovers, (left) => left === 0, 5000);
  });

  it('is stopped with the load, and keeps what it has', async () => {
    const stopping = new AbortController();
    const load = ['--duration', '60s', '--vus', '2'];
    const running = run('read', load, { signal: stopping.signal });
    await awaitCondition('measured seconds', at.loadedSeconds, (seconds) => seconds >= 4, 60_000);
    stopping.abort();
    const result = await running;
    expect(result.metrics.partial).toBe(true);
    expect(serverEvidence(result).containers?.[0]?.cpu_s).toBeGreaterThan(0);
    await awaitCondition('the collectors to be gone', leftovers, (left) => left === 0, 5000);
  });

  it('is not collected where nobody wants it', async () => {
    const { folder, metrics } = await run('read', ['--duration', '1s', '--no-evidence']);
    expect(metrics.server).toBeUndefined();
    expect(() => readFileSync(join(folder, 'plans.json'))).toThrow('ENOENT');
  });
});

describe('the usage of a container', () => {
  it.each([
    ['by the files of this machine', undefined],
    ['by the stats of an engine elsewhere', 'tcp://elsewhere:2375'],
  ])('is seen %s', async (_, address) => {
    const docker = dockerClient();
    // Where the engine is decides how it is asked; the client at hand goes on to reach it.
    if (address !== undefined) vi.stubEnv('DOCKER_HOST', address);
    const warnings = new Warnings();
    const startedAt = Date.now();
    const usage = watchContainers(docker, allNodes(at.server.outputs.plan), warnings);
    const frames = () => usage.frames.get('coordinator-a') ?? [];
    const atLeast = (count: number) =>
      awaitCondition(
        'frames',
        () => Promise.resolve(frames().length),
        (n) => n >= count,
        15_000,
      );
    try {
      await atLeast(1);
      await at.server.admin.query('SELECT count(*) FROM generate_series(1, 3000000)');
      await atLeast(frames().length + 2);
    } finally {
      usage.stop();
      vi.unstubAllEnvs();
    }
    const [first, last] = [frames()[0], frames().at(-1)];
    expect((last?.cpuMs ?? 0) - (first?.cpuMs ?? 0)).toBeGreaterThan(50);
    expect(last?.memoryBytes).toBeGreaterThan(10_000_000);
    expect(last?.networkTxBytes).toBeGreaterThan(first?.networkTxBytes ?? 0);
    // By this machine's clock: of the time since the watch began.
    expect(first?.atMs).toBeGreaterThanOrEqual(startedAt);
    expect(last?.atMs).toBeLessThanOrEqual(Date.now());
    expect(warnings.lines).toEqual([]);
  });
});

describe('a session by way of a container', () => {
  const open = (change: object = {}, connection = at.server.outputs.monitorConnection) => {
    const [node] = allNodes(at.server.outputs.plan);
    if (node === undefined) throw new Error('no node');
    return nodeSession(dockerClient(), { ...node, ...change }, connection);
  };

  it('survives an error of the server, and a lost connection', async () => {
    const session = open();
    const ask = () => session.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
    const [first] = await ask();
    await expect(session.query({ text: 'SELECT nonsense' })).rejects.toThrow('nonsense');
    expect(await ask()).toEqual([first]);
    await at.server.admin.query('SELECT pg_terminate_backend($1)', [first?.pid]);
    const [next] = await awaitCondition(
      'another session',
      () => ask().catch(() => []),
      (rows) => rows.length > 0 && rows[0]?.pid !== first?.pid,
      10_000,
    );
    expect(next?.pid).not.toBe(first?.pid);
    await session.close();
  });

  it('can change nothing', async () => {
    const session = open();
    await expect(session.query({ text: 'CREATE TABLE t (a int)' })).rejects.toThrow('read-only');
    await session.close();
  });

  it('says what is wrong', async () => {
    const ask = (session: ReturnType<typeof open>) => session.query({ text: 'SELECT 1' });
    await expect(ask(open({ postgresPort: 1 }))).rejects.toThrow('Connection refused');
    await expect(ask(open({ container: 'not-there' }))).rejects.toThrow('No such container');
    const wrong = new URL(at.server.outputs.monitorConnection);
    wrong.password = 'wrong';
    await expect(ask(open({}, wrong.href))).rejects.toThrow('password authentication failed');
  });
});
