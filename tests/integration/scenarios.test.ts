import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bench } from '../../benchmark/bench';
import { findCapacity } from '../../benchmark/capacity/find-capacity';
import { scenarioNames } from '../../benchmark/scenario/scenario-source';
import { benchParts, parseBench } from './bench-call';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** Every scenario's statements, sent for real. */

let server: PostgisServer;
let folder: string;
const printed: string[] = [];

beforeAll(async () => {
  server = await startPostgisServer();
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-scenarios-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

function chosen(scenario: string, args: readonly string[]) {
  return parseBench(scenario, ['--results', join(folder, 'results'), '--no-evidence', ...args]);
}

const parts = () => benchParts(server, { print: (text) => printed.push(text) });

async function run(scenario: string, ...args: readonly string[]) {
  const [result] = await bench(chosen(scenario, args), parts());
  if (result === undefined) throw new Error('no result');
  return result.metrics;
}

const rows = async (): Promise<number> =>
  (await server.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM vehicle_locations'))
    .rows[0]?.n ?? NaN;

/** The data set as it was, so that what one scenario adds slows no other. */
beforeEach(async () => {
  await server.admin.query('DELETE FROM vehicle_locations WHERE id > 20000');
});

/** With its pauses, a virtual user sends a statement every 1 to 5 s; a busy machine takes seconds for 1000 rows. */
const DURATIONS: Readonly<Record<string, string>> = { 'seed-profile': '7s', 'copy-ingest': '5s' };

describe.each(scenarioNames())('scenario %s', (scenario) => {
  it('sends each operation, and every one gives the rows that it must', async () => {
    const duration = DURATIONS[scenario] ?? '2s';
    const metrics = await run(scenario, '--duration', duration, '--warmup', '1s', '--vus', '2');
    expect(metrics.errors.samples).toEqual([]);
    expect(metrics.operations.total).toBeGreaterThan(0);
  });
});

describe('the scenario delete', () => {
  it('leaves the table at its size', async () => {
    const before = await rows();
    await run('delete', '--duration', '2s', '--warmup', '0s', '--vus', '3');
    // What each virtual user had inserted last.
    expect(Math.abs((await rows()) - before)).toBeLessThanOrEqual(3);
  });
});

describe("a user's own scenario", () => {
  const written = (sql: string, more = ''): string => {
    const path = join(folder, 'orders.ts');
    writeFileSync(
      path,
      `export default { description: 'orders', ${more} mix: () => [{ weight: 1, operation: {
        name: 'read_order', class: 'read', description: 'one', roundTrips: 1, routing: 'none',
        statement: () => ({ sql: '${sql}', parameters: [], rows: [1, 1] }) } }] };`,
    );
    return path;
  };

  it('runs on a table of its own', async () => {
    await server.admin.query('CREATE TABLE orders AS SELECT 1 AS id; GRANT ALL ON orders TO citus');
    const metrics = await run(
      written('SELECT id FROM orders', "tables: ['orders'],"),
      ...['--duration', '1s', '--warmup', '0s', '--vus', '1'],
    );
    expect(metrics).toMatchObject({ scenario: 'orders', error_count: 0 });
    expect(metrics.queries[0]).toMatchObject({ name: 'read_order', routing: 'none', rows_avg: 1 });
  });

  it.each([
    ['without its table', 'SELECT 1', "tables: ['invoices'],", /has no table invoices; create it/],
    [
      'with a statement that is wrong',
      'SELECT nothing FROM vehicle_locations',
      '',
      /operation read_order is wrong: column "nothing" does not exist \(SQLSTATE 42703\) in: SELECT nothing FROM vehicle_locations/,
    ],
    [
      'with a word that begins no statement',
      'SELEC id FROM vehicle_locations',
      '',
      /read_order is wrong: syntax error at or near "SELEC" \(SQLSTATE 42601\) in: SELEC id/,
    ],
  ])('is refused %s before any load', async (_, sql, more, message) => {
    await expect(run(written(sql, more), '--duration', '1s')).rejects.toThrow(message);
  });
});

describe('a recorded workload', () => {
  it('is sent in its transactions, with NULLs, and leaves the tables at their sizes', async () => {
    await server.admin.query(
      'CREATE TABLE notes (id bigint PRIMARY KEY, note text); INSERT INTO notes VALUES (1, NULL), (2, NULL); GRANT ALL ON notes TO citus',
    );
    const insert = {
      ...{ name: 'insert_notes', sql: 'INSERT INTO notes VALUES ($1, $2)', class: 'write' },
      ...{ routing: 'none', weight: 1, parameters: 2 },
      fresh: [{ index: 0, kind: 'number', from: 0, length: null }],
      undo: { sql: 'DELETE FROM notes WHERE id = $1', indexes: [0] },
    };
    const update = {
      ...{ name: 'update_notes', sql: 'UPDATE notes SET note = $1 WHERE id = $2', class: 'write' },
      ...{ routing: 'none', weight: 0, parameters: 2, fresh: [], undo: null },
    };
    const transactions = [{ name: 'both', weight: 1, statements: [update.name, insert.name] }];
    mkdirSync(join(folder, 'pools'));
    const write = (name: string, content: unknown) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
    };
    write('workload.json', { statements: [insert, update], transactions });
    write('pools/insert_notes.json', [['1', null]]);
    // Nobody waits for the other's row, and one of the transactions fails.
    write('pools/both.json', [
      ...Array.from({ length: 9 }, () => [
        ['seen', '1'],
        ['1', 'a'],
      ]),
      [
        ['seen', '2'],
        ['1', null, 'ignored'],
      ],
      [
        ['seen', 'no number'],
        ['1', null],
      ],
    ]);
    const metrics = await run(
      join(folder, 'workload.json'),
      ...['--duration', '2s', '--warmup', '0s', '--vus', '2'],
    );
    expect(metrics.queries.map(({ name }) => name).sort()).toEqual(['both', 'insert_notes']);
    expect(new Set(metrics.errors.samples.map(({ sqlstate }) => sqlstate))).toEqual(
      new Set(['22P02']),
    );
    const left = await server.admin.query('SELECT id::int, note FROM notes ORDER BY id');
    expect(left.rows).toEqual([
      { id: 1, note: 'seen' },
      { id: 2, note: 'seen' },
    ]);
  });
});

describe('the load', () => {
  it('of several processes is that of one, by users of different numbers', async () => {
    const metrics = await run('ceiling', ...'--vus 4 --segments 3 --duration 2s'.split(' '));
    expect(metrics).toMatchObject({ error_count: 0, load: { processes: 3, vus: 4 } });
    const open = await run(
      'ceiling',
      ...'--rate 60 --vus 6 --segments 2 --duration 4s --warmup 1s'.split(' '),
    );
    expect(open).toMatchObject({ dropped_iterations: 0, latency_valid: true });
    expect(Math.abs(open.operations.total - 240)).toBeLessThanOrEqual(4);
  });

  it('is a share of a capacity that is measured once', async () => {
    const args = '--vus 4 --rate 20% --duration 2s --warmup 1s'.split(' ');
    const first = await run('point-read', ...args);
    const line = printed.filter((text) => text.startsWith('20 % of')).at(-1);
    expect(printed).toContain('the capacity is not known: 15 s with 4 virtual users measure it');
    expect(first.load).toMatchObject({ model: 'open', vus: 4 });
    await run('point-read', ...args);
    expect(printed.filter((text) => text.startsWith('20 % of')).at(-1)).toBe(line);
  });

  it('waits for a free user and is counted from when it was due', async () => {
    // One user for statements that take longer than the time between two arrivals.
    const path = join(folder, 'slow.ts');
    writeFileSync(
      path,
      `export default { description: 'slow', tables: [], mix: () => [{ weight: 1, operation: {
        name: 'slow', class: 'read', description: 'slow', roundTrips: 1, routing: 'none',
        statement: () => ({ sql: 'SELECT pg_sleep(0.15)', parameters: [], rows: [1, 1] }) } }] };`,
    );
    const late = await run(path, ...'--rate 10 --vus 1 --duration 3s --warmup 0s'.split(' '));
    expect(late.latency_valid).toBe(false);
    // The twentieth was due at 1.9 s and ended at 3.0 s; a slower machine is later still.
    expect(late.read_latency_ms.max).toBeGreaterThan(800);
    const enough = await run(path, ...'--rate 10 --vus 8 --duration 3s --warmup 0s'.split(' '));
    expect(enough).toMatchObject({ latency_valid: true, dropped_iterations: 0 });
    // Who has a free user waits for the statement alone, and so less than in the queue of before.
    expect(enough.read_latency_ms.p50).toBeLessThan((late.read_latency_ms.p50 ?? NaN) / 2);
  });

  it('is searched for its highest rate', async () => {
    const options = chosen('ceiling', [
      ...'--find-capacity --p99-limit 200ms --vus 2 --duration 1s --warmup 0s'.split(' '),
      ...['--results', join(folder, 'capacity')],
    ]);
    if (options.capacitySearch === null) throw new Error('no search');
    const capacity = await findCapacity(options, options.capacitySearch, parts());
    expect(capacity.steps.find(({ rate }) => rate === capacity.capacity_ops_sec)?.held).toBe(true);
    const failed = capacity.steps.filter(({ held }) => !held).map(({ rate }) => rate);
    expect(Math.min(...failed)).toBeGreaterThan(capacity.capacity_ops_sec);
  });
});
