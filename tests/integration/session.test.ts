import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyError } from '../../k6-scripts/lib/sql-error';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { allNodes } from '../../topology/plan';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { awaitCondition } from '../e2e/await-condition';
import {
  CLOSE,
  PAUSE,
  runSession,
  type Outcome,
  type SessionOptions,
  type Step,
} from './k6-session';
import { mortalProxy, silentListener } from './listeners';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** Both ways in which a virtual user talks to a real PostgreSQL, in the real k6. */

let server: PostgisServer;

beforeAll(async () => {
  server = await startPostgisServer();
});

afterAll(async () => {
  await server.stop();
});

/** How long a statement may take, ms, where one is given up, and where none is on however busy a machine. */
const [SHORT_MS, LONG_MS] = [1500, 60_000];

/** Runs statements in one session, on the server where no other address is given. */
const run = (module: string, steps: readonly Step[], options: Partial<SessionOptions> = {}) =>
  runSession(module, steps, {
    uri: server.outputs.connections.write,
    timeoutMs: LONG_MS,
    ...options,
  });

const rows = (outcomes: readonly Outcome[]) => outcomes.map(({ rows, error }) => rows ?? error);
const classified = (outcome?: Outcome) => classifyError(outcome?.error ?? 'no error');

/** Sessions of k6, those that are at a statement or all. */
async function sessions(condition = 'true'): Promise<number> {
  const { rows } = await server.admin.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'citus-cluster bench' AND ${condition}`,
  );
  return rows[0]?.n ?? NaN;
}

/** Another address of the server, which can be lost: nothing comes from there then, nor is anything taken. */
async function secondAddress() {
  const docker = dockerClient();
  const [node] = allNodes(server.outputs.plan);
  const container = docker.getContainer(node?.container ?? '');
  const name = `citus-cluster-session-${process.pid}`;
  const network = await docker.createNetwork({ Name: name });
  await network.connect({ Container: container.id });
  const { NetworkSettings } = await container.inspect();
  return {
    address: `${NetworkSettings.Networks[name]?.IPAddress}:5432`,
    lose: () => network.disconnect({ Container: container.id, Force: true }),
    remove: () => network.remove(),
  };
}

describe.each(['pgx-session', 'sql-session'])('a session of %s', (module) => {
  it('counts the rows that come back and those that change', async () => {
    const found = await run(module, [
      ['SELECT generate_series(1, $1::int)', 7],
      ['SELECT generate_series(1, $1::int)', 0],
      ['SELECT generate_series(1, $1::int)', 5000],
      ['CREATE TEMP TABLE t (n int)'],
      ['INSERT INTO t SELECT generate_series(1, 4)'],
      ['UPDATE t SET n = 9 WHERE n > $1::int', 1],
      ['DELETE FROM t'],
    ]);
    expect(rows(found)).toEqual([7, 0, 5000, 0, 4, 3, 4]);
    // Else it is of another unit, or another statement's time is in it.
    for (const { tookMs, calledMs } of found) {
      expect(tookMs).toBeGreaterThan(0);
      expect(tookMs).toBeLessThanOrEqual(calledMs + 1);
    }
  });

  it('hands parameters over without loss, and as many as a statement needs', async () => {
    const many = Array.from({ length: 100 }, (_, i) => i);
    const sum = many.map((i) => `$${i + 1}::int`).join(' + ');
    expect(
      rows(
        await run(module, [
          ['SELECT 1 WHERE $1::float8 = 1e0 / 3', 1 / 3],
          ['SELECT 1 WHERE $1::float8 = -73.5 AND $2::float8 = 1e21', -73.5, 1e21],
          ["SELECT 1 WHERE $1::text = $$it's Zürich 🚲$$", "it's Zürich 🚲"],
          ['SELECT 1 WHERE $1::bigint = 9007199254740991', Number.MAX_SAFE_INTEGER],
          [`SELECT 1 WHERE ${sum} = 4950`, ...many],
        ]),
      ),
    ).toEqual([1, 1, 1, 1, 1]);
  });

  it('reports an error of SQL with its SQLSTATE and stays with its connection', async () => {
    const [, first, , second, still] = await run(module, [
      ['CREATE TEMP TABLE kept (n int)'],
      ['SELECT * FROM missing'],
      ['SELECT 1'],
      ['SELECT 1 / $1::int', 0],
      ['SELECT count(*) FROM kept'],
    ]);
    expect(classified(first)).toEqual({ errorClass: 'statement', sqlstate: '42P01' });
    expect(classified(second)).toEqual({ errorClass: 'statement', sqlstate: '22012' });
    expect(still?.rows).toBe(1);
  });

  it('goes on after a table that it reads has changed', async () => {
    await server.admin.query('CREATE TABLE changing AS SELECT 1 AS a');
    await server.admin.query('ALTER TABLE changing OWNER TO citus');
    const found = await run(module, [
      ['SELECT * FROM changing'],
      ['ALTER TABLE changing ADD COLUMN b int'],
      ['SELECT * FROM changing'],
      ['SELECT * FROM changing'],
    ]);
    await server.admin.query('DROP TABLE changing');
    expect([found[0]?.rows, found[3]?.rows]).toEqual([1, 1]);
  });

  it('gives a statement up in time, and the next one has a connection', async () => {
    const steps: Step[] = [['SELECT pg_sleep(60)'], CLOSE, ['SELECT 1']];
    const [late, next] = await run(module, steps, { timeoutMs: SHORT_MS });
    expect(classified(late).errorClass).toBe('timeout');
    expect(late?.tookMs).toBeGreaterThanOrEqual(SHORT_MS - 1);
    // Who waits for the server's answer all the same waits for the end of the sleep.
    expect(late?.tookMs).toBeLessThan(60_000);
    expect(next?.rows).toBe(1);
  });

  it('notices that the connection was lost, and the next statement has another', async () => {
    const [lost, next] = await run(module, [
      ['SELECT pg_terminate_backend(pg_backend_pid())'],
      CLOSE,
      ['SELECT 1'],
    ]);
    expect(classified(lost)).toEqual({ errorClass: 'connection', sqlstate: '57P01' });
    expect(next?.rows).toBe(1);
  });

  it('reports a server that can not be reached', async () => {
    const [refused] = await run(module, [['SELECT 1']], {
      uri: 'postgresql://citus:x@127.0.0.1:1/citus',
    });
    expect(classified(refused)).toEqual({ errorClass: 'connection', sqlstate: null });
  });

  it('goes on at another host when one dies or refuses', async () => {
    const [{ host: own, port }] = uriOfEachHost(server.outputs.connections.write);
    const words = 'the last words of a host';
    const mortal = await mortalProxy(Number(port), words);
    const [before, lost, after] = await run(
      module,
      [['SELECT 1'], [`SELECT '${words}'`], CLOSE, ['SELECT 1']],
      { uri: server.outputs.connections.write.replace(own, `${mortal.address},${own}`) },
    );
    expect([before?.rows, mortal.taken(), after?.rows]).toEqual([1, 1, 1]);
    expect(classified(lost).errorClass).toBe('connection');
  });

  it('goes on at another host where one is silent', async () => {
    const silent = await silentListener();
    const [{ host: own }] = uriOfEachHost(server.outputs.connections.write);
    const uri = server.outputs.connections.write.replace(own, `${silent.address},${own}`);
    const [found] = await run(module, [['SELECT 1']], { uri });
    silent.close();
    expect(found?.rows).toBe(1);
    // The one asks the next host beside it, the other one after it.
    const [least, most] = module === 'pgx-session' ? [650, 1900] : [1900, 4000];
    expect(found?.calledMs).toBeGreaterThan(least);
    expect(found?.calledMs).toBeLessThan(most);
  });

  it('is gone when k6 has ended', async () => {
    expect(rows(await run(module, [['SELECT 1']]))).toEqual([1]);
    // The statements that were given up above are left to the server by a stock driver.
    const idle = "state <> 'active'";
    expect(
      await awaitCondition(
        'no session',
        () => sessions(idle),
        (n) => n === 0,
        10_000,
      ),
    ).toBe(0);
  });
});

describe('a session of pgx-session', () => {
  it.each([
    ['in the middle of a statement', ['SELECT pg_sleep(30)'], "query LIKE '%pg_sleep(30)%'"],
    ['between two statements', PAUSE, "query LIKE '%the first%' AND state = 'idle'"],
  ])('leaves a host that is lost %s, for another at once', async (_, middle, condition) => {
    const [{ host: own }] = uriOfEachHost(server.outputs.connections.write);
    const lost = await secondAddress();
    const steps: Step[] = [
      ["SELECT 'the first'"],
      middle as Step,
      ['SELECT 2'],
      CLOSE,
      ['SELECT 3'],
    ];
    const running = run('pgx-session', steps, {
      uri: server.outputs.connections.write.replace(own, `${lost.address},${own}`),
    });
    await awaitCondition(
      'that state',
      () => sessions(condition),
      (n) => n === 1,
      10_000,
    );
    await lost.lose();
    const lostAt = performance.now();
    const outcomes = await running;
    expect(performance.now() - lostAt).toBeLessThan(4500);
    await lost.remove();
    expect(outcomes[0]?.rows).toBe(1);
    expect(classified(outcomes[1])).toEqual({ errorClass: 'connection', sqlstate: null });
    expect(outcomes[1]?.calledMs).toBeLessThan(3000);
    expect(outcomes.at(-1)?.rows).toBe(1);
    expect(outcomes.at(-1)?.calledMs).toBeLessThan(650);
    // The server has not heard of it.
    await server.admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'citus-cluster bench'",
    );
  });

  it('has the server drop what was given up', async () => {
    const asleep = "query LIKE '%pg_sleep(50)%' AND state = 'active'";
    const steps: Step[] = [['SELECT pg_sleep(50)'], CLOSE, ['SELECT pg_sleep(0.2)']];
    await run('pgx-session', steps, { timeoutMs: SHORT_MS });
    expect(
      await awaitCondition(
        'no statement',
        () => sessions(asleep),
        (n) => n === 0,
        5000,
      ),
    ).toBe(0);
  });

  it('ends its statement at once when k6 is stopped', async () => {
    const asleep = "query LIKE '%pg_sleep(40)%' AND state = 'active'";
    const stopping = new AbortController();
    const running = run('pgx-session', [['SELECT pg_sleep(40)']], {
      signal: stopping.signal,
    });
    const ended = running.catch((error: unknown) => String(error));
    await awaitCondition(
      'statement',
      () => sessions(asleep),
      (n) => n === 1,
      10_000,
    );
    stopping.abort();
    await ended;
    expect(
      await awaitCondition(
        'no statement',
        () => sessions(asleep),
        (n) => n === 0,
        5000,
      ),
    ).toBe(0);
  });

  it('prepares no more statements than the server should remember', async () => {
    const many = Array.from({ length: 600 }, (_, i): Step => [`SELECT ${i}, $1::int`, i]);
    const found = await run('pgx-session', [
      ...many,
      ['SELECT 1 FROM pg_prepared_statements'],
      ...many.slice(0, 5),
    ]);
    expect(found.filter(({ rows }) => rows === 1)).toHaveLength(605);
    expect(found[600]?.rows).toBe(512);
  });
});
