import { readFileSync } from 'node:fs';
import path from 'node:path';
import Docker from 'dockerode';
import type { QueryResultRow } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { awaitCondition } from './await-condition';
import { describeContainerRights } from './container-rights';
import { describeLoadBalancerReload } from './load-balancer-reload';
import { describeLostClient } from './lost-client';
import { describePage } from './page';
import { describePooledPort } from './pooled-port';
import {
  changeStack,
  copyStack,
  dropStack,
  npmRun,
  npmRunOk,
  RESULTS,
  type Overrides,
} from './project';
import { describeSecretFiles } from './secret-files';

/** What the suite expects of a stack. */
export interface Expectation {
  /** The project's own stack that the test's stack is a copy of. */
  readonly from: string;
  /** Keys that differ from it: ports of the tests' own, a smaller data set. */
  readonly overrides: Overrides;
  /** Members of each Patroni group, the coordinator's first. */
  readonly groupSizes: readonly number[];
  /** Defines the stack's own tests, given its name; they run last before it is taken down. */
  readonly also?: (stack: string) => void;
  /** Whether the page is tried with it, which takes two minutes. */
  readonly hasPage?: boolean;
}

interface Status {
  readonly engine: string;
  readonly healthy: boolean;
  readonly nodes: {
    readonly name: string;
    readonly group: number;
    readonly role: string;
    readonly state: string;
  }[];
  readonly rowsByWorker: { readonly group: number; readonly rows: number }[];
}

interface Metrics {
  readonly run_id: string;
  readonly scenario: string;
  readonly error_count: number;
  readonly operations: Record<'total' | 'read' | 'write' | 'spatial', number>;
  readonly read_latency_ms?: { readonly p95: number; readonly count: number };
}

/** What `npm run chaos -- --json` prints, the part that is looked at. */
interface Chaos {
  readonly run_id: string;
  readonly violations: readonly string[];
  readonly rounds: {
    readonly target: string;
    readonly hit: readonly string[];
    readonly acked_rows: number;
    readonly lost_rows: number;
    readonly figures: { readonly withoutWritesMs: number };
  }[];
}

/** A fault that comes without a warning, and a planned change. */
const CHAOS = ['kill-container', 'switchover'];

const ROWS = 20_000;
const UP_LIMIT_MS = 10 * 60_000;

/**
 * The life of a stack as its user lives it: up, status, SQL through every port, load, each
 * benchmark, a second up, a change of configuration, down. Call it inside a `describe`.
 */
export function describeCluster(expectation: Expectation): void {
  const { from, overrides, groupSizes, also, hasPage = false } = expectation;
  const stack = `test-${from}`;
  const onStack = ['--stack', stack];

  async function status(): Promise<Status> {
    const { stdout } = await npmRun('status', ...onStack, '--json');
    return JSON.parse(stdout) as Status;
  }

  async function query<R extends QueryResultRow>(to: string, sql: string): Promise<R[]> {
    const uri = (await npmRunOk('connection', ...onStack, '--to', to)).trim();
    const client = await openClient({ connectionString: uri, connectionTimeoutMillis: 5000 });
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const countRows = async (to: string): Promise<number> =>
    Number((await query<{ n: string }>(to, 'SELECT count(*) AS n FROM vehicle_locations'))[0]?.n);

  beforeAll(async () => {
    copyStack(from, stack, { 'dataset.rows': ROWS, ...overrides });
    await npmRunOk('up', ...onStack, '--yes');
  }, UP_LIMIT_MS);

  afterAll(async () => {
    const { code } = await npmRun('down', ...onStack, '--yes');
    if (code === 0) dropStack(stack);
  }, 180_000);

  it('has one primary and streaming standbys in every group', async () => {
    const standbysStream = ({ nodes }: Status): boolean =>
      nodes.every(({ role, state }) => role === 'primary' || state === 'streaming');
    const seen = await awaitCondition(
      'a healthy stack whose standbys stream',
      status,
      (s) => s.healthy && standbysStream(s),
      60_000,
    );
    for (const [group, size] of groupSizes.entries()) {
      const roles = seen.nodes.filter((node) => node.group === group).map(({ role }) => role);
      const standbys = Array.from({ length: size - 1 }, () => 'standby');
      expect(roles.sort()).toEqual(['primary', ...standbys]);
    }
  });

  it('spreads the rows over all workers', async () => {
    const { rowsByWorker } = await status();
    expect(rowsByWorker).toHaveLength(Math.max(groupSizes.length - 1, 1));
    for (const { rows } of rowsByWorker) expect(rows).toBeGreaterThan(0);
  });

  it('answers SQL through every port', async () => {
    expect(await countRows('write')).toBe(ROWS);
    expect(await countRows('any')).toBe(ROWS);
    expect(await countRows('pooled')).toBe(ROWS);
    const inRecovery = 'SELECT pg_is_in_recovery() AS standby';
    expect(await query('write', inRecovery)).toEqual([{ standby: false }]);
    expect(await query('read', inRecovery)).toEqual([{ standby: (groupSizes[0] ?? 0) > 1 }]);
    const [{ version } = { version: '' }] = await query<{ version: string }>(
      'read',
      'SELECT postgis_lib_version() AS version',
    );
    expect(version).toMatch(/^3\./);
  });

  it('keeps an acknowledged row where reads go', async () => {
    const key = "region_code = 'region_north' AND vehicle_id = -7";
    await query(
      'write',
      `INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
       VALUES (-7, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_north')`,
    );
    const count = `SELECT count(*)::int AS n FROM vehicle_locations WHERE ${key}`;
    await awaitCondition(
      'the row on the read endpoint',
      () => query<{ n: number }>('read', count),
      ([row]) => row?.n === 1,
      15_000,
    );
    await query('write', `DELETE FROM vehicle_locations WHERE ${key}`);
  });

  it('loads again with another number of rows', async () => {
    await npmRunOk('load', ...onStack, '--rows', '7000');
    expect(await countRows('write')).toBe(7000);
  });

  it.each(['read', 'write', 'mixed', 'spatial'])('runs bench:%s without an error', async (name) => {
    const times = ['--duration', '5s', '--warmup', '1s', '--vus', '4', '--results', RESULTS];
    const stdout = await npmRunOk(`bench:${name}`, ...onStack, ...times, '--json');
    const metrics = JSON.parse(stdout) as Metrics;
    const file = path.join(RESULTS, metrics.run_id, 'metrics.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(metrics);
    expect(metrics.scenario).toBe(name);
    expect(metrics.error_count).toBe(0);
    expect(metrics.operations.total).toBeGreaterThan(10);
    const { read, write, spatial } = metrics.operations;
    expect(read + write).toBe(metrics.operations.total);
    if (name === 'read' || name === 'spatial') expect(write).toBe(0);
    if (name === 'write') expect(read).toBe(0);
    if (name === 'spatial') expect(spatial).toBe(read);
  });

  it.each(CHAOS)('loses no row in a %s', async (fault) => {
    const groups = groupSizes.slice(0, 2).map((size, group) => ({ size, group }));
    const targets = groups
      .filter(({ size }) => fault !== 'switchover' || size > 1)
      .map(({ group }) => (group === 0 ? 'coordinator' : `worker-${group}`));
    const args = [fault, ...onStack, '--target', ...targets, '--hold', '5s'];
    const result = JSON.parse(
      await npmRunOk('chaos', ...args, '--results', RESULTS, '--json'),
    ) as Chaos;
    expect(result.violations).toEqual([]);
    expect(result.rounds.map(({ target }) => target)).toEqual(targets);
    for (const { acked_rows: acked, lost_rows: lost, figures, hit } of result.rounds) {
      expect(acked).toBeGreaterThan(50);
      expect(lost).toBe(0);
      // Nothing is written while a primary changes, and everything after it.
      expect(figures.withoutWritesMs).toBeGreaterThan(100);
      expect(figures.withoutWritesMs).toBeLessThan(30_000);
      expect(hit).toHaveLength(1);
    }
    const folder = path.join(RESULTS, result.run_id);
    const files = ['chaos.json', 'timeseries.json', 'report.html'].map((name) =>
      readFileSync(path.join(folder, name), 'utf8'),
    );
    expect(JSON.parse(files[0] ?? '')).toEqual(result);
    const [{ password }] = uriOfEachHost((await npmRunOk('connection', ...onStack)).trim());
    for (const file of files) expect(file).not.toContain(decodeURIComponent(password));
    expect(await query('write', "SELECT FROM pg_class WHERE relname LIKE 'chaos%'")).toEqual([]);
  });

  describeLoadBalancerReload(stack);

  describePooledPort(stack);
  describeLostClient(stack);
  describeSecretFiles(stack);
  describeContainerRights(stack);
  if (hasPage) describePage(stack);

  it('says what chaos can hit', async () => {
    const { code, stderr } = await npmRun('chaos', 'pause', ...onStack, '--target', 'worker-99');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: pause .* has no target "worker-99"; targets: coordinator, /);
  });

  it('changes nothing when brought up again', async () => {
    const { code, stdout, stderr } = await npmRun('preview', ...onStack, '--expect-no-changes');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  });

  it('takes a changed parameter without a restart, and keeps the rows', async () => {
    const rows = await countRows('write');
    const started = 'SELECT pg_postmaster_start_time()::text AS at';
    const before = await query('write', started);
    changeStack(stack, { 'postgres.coordinator': { work_mem: '9MB' } });
    await npmRunOk('up', ...onStack, '--yes');
    await awaitCondition(
      'work_mem on the coordinator',
      () => query<{ work_mem: string }>('write', 'SHOW work_mem'),
      ([row]) => row?.work_mem === '9MB',
      60_000,
    );
    expect(await query('write', started)).toEqual(before);
    expect(await countRows('write')).toBe(rows);
  });

  it('has finished with a parameter that needs a restart when up ends', async () => {
    changeStack(stack, { 'postgres.coordinator': { work_mem: '9MB', wal_buffers: '5MB' } });
    await npmRunOk('up', ...onStack, '--yes');
    const nodes = async (): Promise<Record<string, unknown>[]> => {
      const sql = `SELECT current_setting('wal_buffers') AS wal_buffers,
        pg_postmaster_start_time()::text AS started,
        (SELECT count(*)::int FROM pg_settings WHERE pending_restart) AS pending`;
      return [...(await query('write', sql)), ...(await query('read', sql))];
    };
    const after = await nodes();
    for (const node of after) expect(node).toMatchObject({ wal_buffers: '5MB', pending: 0 });
    // Twice around Patroni's loop, which is when it would find something left to do.
    for (let round = 0; round < 2; round += 1) {
      const before = await patroniSeenAt(stack);
      const seen = (): Promise<number> => patroniSeenAt(stack);
      await awaitCondition('a round of Patroni', seen, (at) => at > before, 60_000);
    }
    expect((await status()).healthy).toBe(true);
    expect(await nodes()).toEqual(after);
  });

  also?.(stack);

  it('leaves nothing when taken down', async () => {
    await npmRunOk('down', ...onStack, '--yes');
    const docker = new Docker();
    const prefix = `citus-${stack}`;
    const containers = await docker.listContainers({ all: true });
    const { Volumes: volumes } = await docker.listVolumes();
    const networks = await docker.listNetworks();
    const left = [
      ...containers.flatMap(({ Names }) => Names),
      ...volumes.map(({ Name }) => Name),
      ...networks.map(({ Name }) => Name),
    ].filter((name) => name.replace(/^\//, '').startsWith(prefix));
    expect(left).toEqual([]);
  });
}

/** When the first coordinator's Patroni last read the consensus store, seconds. */
async function patroniSeenAt(stack: string): Promise<number> {
  const container = new Docker().getContainer(`citus-${stack}-coordinator-a`);
  const ask =
    'printf "GET /patroni HTTP/1.0\\r\\n\\r\\n" | openssl s_client -quiet -verify_quiet ' +
    `-connect localhost:8008 -verify_return_error -CAfile ${CERTIFICATE_FILES.authorities} 2>/dev/null`;
  const { output } = await execInContainer(container, ['bash', '-c', ask], 'postgres');
  const report = JSON.parse(output.slice(output.indexOf('{'))) as { dcs_last_seen: number };
  return report.dcs_last_seen;
}
