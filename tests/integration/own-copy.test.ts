import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LONG_SESSION } from '../../export/long-session';
import type { TargetCluster } from '../../export/into/target-cluster';
import { readCopy } from '../../own/copy/copy-file';
import { COPY_SESSION } from '../../own/copy/copy-session';
import { forgetStacks } from '../../own/copy/forget';
import { makeCopy, type CopyOrder } from '../../own/copy/make-copy';
import type { Target } from '../../own/copy/targets';
import { passwordFor } from '../../own/inspect/password';
import { parseSource } from '../../own/inspect/source';
import { connect } from '../../sql/connect';
import { awaitCondition } from '../e2e/await-condition';
import { npmRun } from '../e2e/project';
import { IMAGE_LIMIT_MS } from './build-image';
import { IMAGE, startOwnSource, type OwnSource } from './own-source';

/** `own copy` of the shop of examples/ into another database of its server, as into a stack without workers. */

const PLAN = `
shards: 4
mask: [public.customers.email, public.users.email, public.tenants.name]
proposals:
  - tables:
${[
  ...['users', 'logins', 'customers', 'vip_customers', 'products', 'orders', 'order_lines'],
  ...['payments', 'shipments', 'coupons', 'bookings', 'events'],
]
  .map(
    (name) => `      public.${name}: { kind: distributed, column: tenant_id, group: tenant_id }\n`,
  )
  .join('')}
      public.tenants: { kind: distributed, column: id, group: tenant_id }
      public.visits: { kind: distributed, column: id, group: visits.id }
      public.countries: { kind: reference }
      public.categories: { kind: reference }
      public.jobs: { kind: local }
`;

let source: OwnSource;

beforeAll(async () => {
  source = await startOwnSource();
  await source.query('CREATE DATABASE target OWNER citus');
  for (const folder of ['all', 'standby', 'sample', 'refused', 'stopped']) {
    mkdirSync(path.join(source.folder, folder), { mode: 0o700 });
    writeFileSync(path.join(source.folder, folder, 'plan.yaml'), PLAN);
  }
}, IMAGE_LIMIT_MS);

afterAll(() => source.remove());

const passwords = () => ({ PGPASSFILE: at('passwords') });
const at = (name: string): string => path.join(source.folder, name);

function target(): TargetCluster {
  const withOptions = `${source.superuser('target')}?options=${encodeURIComponent(LONG_SESSION)}`;
  const uri = source.uri('citus', 'target');
  const owner = new URL(uri);
  owner.password = passwordFor(uri, passwords()) ?? '';
  return {
    ...{ stack: 'plain', engine: 'native', isSharded: false, owner: 'citus' },
    nodes: [{ name: 'plain', group: 0, open: () => connect(withOptions, 'citus-cluster test') }],
    openOwner: () => connect(owner.href, 'citus-cluster import'),
  };
}

const plain = (): Target => ({
  ...{ cluster: target(), database: 'target', image: IMAGE, copies: 1 },
});
const reopened = () => Promise.resolve(plain());

const copy = (folder: string, given: Partial<CopyOrder> & { role?: string; from?: string } = {}) =>
  makeCopy({
    source: parseSource(
      given.from ?? source.uri(given.role ?? 'copier'),
      passwords(),
      COPY_SESSION,
    ),
    ...{ folder: at(folder), proposal: 1, oneIn: 1, isMasked: false, maxRate: Infinity },
    targets: [plain()],
    ...{ open: reopened, signal: new AbortController().signal },
    ...given,
  });

const numberIn = async (database: string, sql: string): Promise<number> =>
  (await source.query<{ n: number }>(`SELECT (${sql})::integer AS n`, database))[0]?.n ?? NaN;

const tablesOfTarget = () =>
  numberIn(
    'target',
    "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')",
  );

/** At which the rows take some seconds, bytes per second. */
const SLOW = 2 ** 20;

const rowsOnTheirWay = (folder: string) =>
  awaitCondition(
    'rows on their way',
    () => Promise.resolve(existsSync(at(`${folder}/.unfinished-copy/data`))),
    Boolean,
    60_000,
  );

describe('all rows', () => {
  it('are copied with keys and indexes, and the source is not written to', async () => {
    const made = await copy('all');
    expect(made.stacks).toMatchObject([{ stack: 'plain', database: 'target', orphans: 0 }]);
    expect(made.stacks[0]?.changed).toEqual([]);
    for (const sql of [
      'SELECT count(*) FROM order_lines',
      'SELECT count(*) FROM ONLY customers',
      'SELECT count(*) FROM events',
      'SELECT last_value FROM orders_id_seq',
      "SELECT count(*) FROM pg_constraint WHERE contype IN ('f', 'p', 'u', 'x')",
      "SELECT count(*) FROM pg_trigger WHERE tgname = 'orders_changed'",
    ]) {
      expect(await numberIn('target', sql), sql).toBe(await numberIn('shop', sql));
    }
    const sent = await source.sentBy('copier');
    const reads =
      /^(BEGIN|SELECT|WITH|COPY \(SELECT|SET|LOCK TABLE .* IN ACCESS SHARE|PREPARE|EXECUTE|ROLLBACK|COMMIT|DEALLOCATE)/;
    expect(sent.length).toBeGreaterThan(30);
    expect(sent.filter((sql) => sql !== '' && !reads.test(sql))).toEqual([]);
    const file = readFileSync(at('all/copy.json'), 'utf8');
    expect(file).not.toMatch(/example\.org|copiers own/);
    expect(statSync(at('all/copy.json')).mode & 0o777).toBe(0o600);
    expect(statSync(at('all/copy')).mode & 0o777).toBe(0o700);
  });

  it('are refused where tables of their names are, and go when they are forgotten', async () => {
    await expect(copy('refused')).rejects.toThrow(/TABLE public.orders: stack "plain" has one/);
    expect(existsSync(at('refused/copy'))).toBe(false);
    await forgetStacks(at('all'), reopened, new AbortController().signal);
    expect(await tablesOfTarget()).toBe(0);
    expect((await readCopy(at('all'))).stacks).toEqual([]);
  });
});

describe('a standby', () => {
  const folder = 'standby';

  it('is copied from, with the rows that its primary has', async () => {
    const { tables } = await readCopy(at('all'));
    const uri = await source.startStandby({ hot_standby_feedback: 'on' });
    const made = await copy(folder, { from: uri('copier') });
    expect(made.tables).toEqual(tables);
    await forgetStacks(at(folder), reopened, new AbortController().signal);
  });

  it('that cancels the copy for its primary is told what to set', async () => {
    const uri = await source.startStandby({ max_standby_streaming_delay: '0' });
    const running = copy('refused', { from: uri('copier'), maxRate: SLOW });
    const refused = expect(running).rejects.toThrow(/set hot_standby_feedback, or try again/);
    await rowsOnTheirWay('refused');
    for (const sql of [
      'CREATE TABLE gone AS SELECT 1 AS n',
      'DELETE FROM gone',
      'VACUUM gone',
      'DROP TABLE gone',
    ]) {
      await source.query(sql);
    }
    await refused;
    expect(existsSync(at('refused/copy'))).toBe(false);
  });
});

describe('a masked sample', () => {
  it('has whole keys, every row that a foreign key leads to, and no value that is masked', async () => {
    const made = await copy('sample', { oneIn: 10, isMasked: true });
    expect(made.masked).toEqual([
      'public.customers.email',
      'public.tenants.name',
      'public.users.email',
    ]);
    const tenants = await source.query<{ id: string }>(
      'SELECT DISTINCT tenant_id AS id FROM orders',
      'target',
    );
    expect(tenants.length).toBeGreaterThan(5);
    expect(tenants.length).toBeLessThan(50);
    const list = tenants.map(({ id }) => id).join();
    for (const table of ['orders', 'order_lines', 'payments', 'events']) {
      const sql = `SELECT count(*) FROM ${table} WHERE tenant_id IN (${list})`;
      expect(await numberIn('target', sql), table).toBe(await numberIn('shop', sql));
    }
    expect(await numberIn('target', 'SELECT count(*) FROM countries')).toBe(8);
    expect(await numberIn('target', "SELECT count(*) FROM users WHERE email ~ 'example'")).toBe(0);
    const lengths = `SELECT sum(length(email)) FROM ONLY customers WHERE tenant_id IN (${list})`;
    expect(await numberIn('target', lengths)).toBe(await numberIn('shop', lengths));
    const again = await copy('sample', { oneIn: 10, isMasked: true });
    expect(again.tables).toEqual(made.tables);
  });
});

describe('in one line', () => {
  it.each<[string, string, RegExp]>([
    ['row security', 'reader', /^row security hides rows of public.logins; take a role with/],
    ['a wrong password', 'stranger', /stranger@.*password authentication failed/],
    ['a role that may not read', 'blind', /^this role can't read public.bookings/],
  ])('%s is refused', async (_, role, message) => {
    await expect(copy('refused', { role })).rejects.toThrow(message);
    expect(existsSync(at('refused/copy'))).toBe(false);
  });

  it('a stack that is not up is refused', async () => {
    const args = ['--source', source.uri(), '--in', at('refused'), '--stack', 'single'];
    const { code, stderr } = await npmRun('own', 'copy', ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: stack "single" is not up; bring it up .*\n$/);
  });
});

/** Begins a copy and stops it while rows are on their way. @returns what it fails with */
async function stoppedCopy(folder: string): Promise<unknown> {
  const stopping = new AbortController();
  const order = { signal: stopping.signal, maxRate: SLOW };
  const running = copy(folder, order).catch((error: unknown) => error);
  await rowsOnTheirWay(folder);
  stopping.abort();
  return running;
}

describe('a copy that is there', () => {
  const state = async () => ({
    file: readFileSync(at('sample/copy.json'), 'utf8'),
    manifest: readFileSync(at('sample/copy/manifest.json'), 'utf8'),
    folder: readdirSync(at('sample')),
    orders: await numberIn('target', 'SELECT count(*) FROM orders'),
  });

  it('stays when another in its place is stopped, or not taken by a stack', async () => {
    const before = await state();
    expect(await stoppedCopy('sample')).toBeInstanceOf(Error);
    expect(await state()).toEqual(before);

    const view = 'CREATE VIEW notes AS SELECT 1 AS n';
    for (const database of ['shop', 'target']) await source.query(view, database);
    await expect(copy('sample')).rejects.toThrow(/VIEW public.notes: stack "plain" has one/);
    expect(await state()).toEqual(before);
    for (const database of ['shop', 'target']) await source.query('DROP VIEW notes', database);
  });

  it('is forgotten stack by stack, so that what was stopped is gone on with', async () => {
    const made = await readCopy(at('sample'));
    const [first] = made.stacks;
    const both = first && [first, { ...first, stack: 'other' }];
    writeFileSync(at('sample/copy.json'), JSON.stringify({ ...made, stacks: both }));
    const stopping = new AbortController();
    const open = () => {
      stopping.abort();
      return reopened();
    };
    await expect(forgetStacks(at('sample'), open, stopping.signal)).rejects.toThrow();
    expect(await tablesOfTarget()).toBe(0);
    expect((await readCopy(at('sample'))).stacks).toMatchObject([{ stack: 'other' }]);
    // What is gone already is no failure.
    await forgetStacks(at('sample'), reopened, new AbortController().signal);
    expect((await readCopy(at('sample'))).stacks).toEqual([]);
  });
});

it('leaves nothing when it is stopped', async () => {
  expect(await stoppedCopy('stopped')).toBeInstanceOf(Error);
  expect(readdirSync(at('stopped'))).toEqual(['plan.yaml']);
  expect(await tablesOfTarget()).toBe(0);
  const open = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'copier'";
  expect(await numberIn('shop', open)).toBe(0);
});
