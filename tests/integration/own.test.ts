import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Check } from '../../own/check/check-file';
import { factorBetween } from '../../own/workload/fit-sets';
import type { OwnWorkload } from '../../own/workload/workload-file';
import { awaitCondition } from '../e2e/await-condition';
import { npmRun, npmRunOk, ROOT } from '../e2e/project';
import { IMAGE_LIMIT_MS } from './build-image';
import { startOwnSource, type OwnSource } from './own-source';

/** `npm run own` on the shop of examples/, in a real PostgreSQL that users work with. */

let source: OwnSource;

beforeAll(async () => {
  source = await startOwnSource();
}, IMAGE_LIMIT_MS);

afterAll(() => source.remove());

/** Calls of one statement for one tenant, as the server logs them. */
const OF_ONE_TENANT =
  'app [77] LOG:  statement: SELECT * FROM orders WHERE tenant_id = 7 AND customer_id = 42 ORDER BY created_at DESC LIMIT 20;\n';

const at = (name: string): string => path.join(source.folder, name);

describe('a database that is used', () => {
  it('is inspected without a write, and no value of a row is kept', async () => {
    const before = await source.query<{ n: number }>('SELECT count(*)::integer AS n FROM orders');
    const work = source.load(600);
    const args = ['--source', source.uri(), '--to', at('shop'), '--interval', '8s'];
    const { code, stdout, stderr } = await npmRun('own', 'inspect', ...args);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`profile: ${at('shop/profile.json')}\n`);
    expect(stderr).toMatch(/^note: public.logins: .*row security/m);
    expect((await work).output).toMatch(/number of failed transactions: 0/);

    const sent = await source.sentBy('reader');
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.filter((sql) => !/^(BEGIN .*READ ONLY|SELECT|COMMIT)/.test(sql))).toEqual([]);
    const after = await source.query<{ n: number }>('SELECT count(*)::integer AS n FROM orders');
    expect(after[0]?.n).toBe((before[0]?.n ?? 0) + 1200);

    const profile = readFileSync(at('shop/profile.json'), 'utf8');
    expect(profile).not.toMatch(/example\.org|login7|readers own/);
    expect(statSync(at('shop/profile.json')).mode & 0o777).toBe(0o600);
    expect(statSync(at('shop')).mode & 0o777).toBe(0o700);
  });

  it('is planned by the key that it has, with what Citus refuses of it', async () => {
    const lines = await npmRunOk('own', 'plan', '--in', at('shop'));
    expect(lines).toMatch(/^1 {2}tenant_id /m);
    const { proposals } = parse(readFileSync(at('shop/plan.yaml'), 'utf8')) as {
      proposals: { tables: Record<string, object>; changes: { citus: string[] } }[];
    };
    const [first] = proposals;
    expect(first?.tables).toMatchObject({
      'public.order_lines': { kind: 'distributed', column: 'tenant_id' },
      'public.events': { kind: 'distributed', column: 'tenant_id' },
      'public.countries': { kind: 'reference' },
      'public.jobs': { kind: 'local' },
      'public.sales': { kind: 'local' },
    });
    const refused = first?.changes.citus.join('\n');
    for (const what of [
      'users: identity column id is integer',
      'users: unique key users_email_key (email) lacks tenant_id',
      'customers: inherits with public.vip_customers',
      'countries: foreign key countries_featured_product_fkey of a reference table',
      'orders: trigger orders_changed',
      'order_lines: foreign key order_lines_order_id_fkey (order_id) lacks tenant_id',
      'shipments: foreign key shipments_tenant_id_order_id_fkey ON UPDATE CASCADE over tenant_id',
      'coupons: foreign key coupons_tenant_id_fkey ON DELETE SET DEFAULT over tenant_id',
      'coupons: rule keep_coupons',
      'bookings: exclusion key bookings_during_excl (during) lacks tenant_id',
      'events: its partitions have partitions',
    ]) {
      expect(refused).toContain(`public.${what}`);
    }
  });

  it('keeps what is there, unless told to replace it', async () => {
    const again = await npmRun('own', 'plan', '--in', at('shop'));
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(
      /plan\.yaml is there already; name another folder, or pass --replace\n$/,
    );
    await npmRunOk('own', 'plan', '--in', at('shop'), '--replace');
  });
});

describe('its workload', () => {
  it('is replayed with values that find rows, in the transactions of a log', async () => {
    writeFileSync(at('server.log'), `${await source.log()}\n${OF_ONE_TENANT.repeat(1200)}`);
    const args = ['--in', at('shop'), '--on', source.uri('owner'), '--log', at('server.log')];
    const lines = await npmRunOk('own', 'workload', ...args);
    expect(lines).toMatch(/^workload: /m);
    expect(lines).toMatch(
      /^keys as in the log: the hottest has up to 5\d % of a statement's calls$/m,
    );

    const text = readFileSync(at('shop/workload.json'), 'utf8');
    expect(text).not.toMatch(/example\.org|login7/);
    const { statements, transactions, left } = JSON.parse(text) as OwnWorkload;
    const shares = [...statements, ...left].reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1, 5);
    // Nearly all but what is no query, such as the CALL that has made the rows.
    const queries = left.filter((one) => one.text !== null);
    expect(queries.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.05);
    const near = statements.filter(
      ({ rowsPerCall: { recorded, replayed } }) => factorBetween(recorded, replayed) <= 2,
    );
    expect(near.length / statements.length).toBeGreaterThanOrEqual(0.9);
    expect(transactions).toMatchObject([
      { statements: ['insert_orders', 'insert_order_lines', 'insert_payments', 'update_orders'] },
    ]);
    // Half of its 2,400 calls are for one tenant.
    const byCustomer = statements.find(({ sql }) =>
      /FROM orders WHERE tenant_id .* customer_id/.test(sql),
    );
    expect(byCustomer?.hottest).toBeCloseTo(0.5, 1);
    const asked = JSON.parse(
      readFileSync(at(`shop/pools/${byCustomer?.name}.json`), 'utf8'),
    ) as string[][];
    expect(asked.filter(([tenant]) => tenant === '7').length / asked.length).toBe(
      byCustomer?.hottest,
    );
    const pool = at('shop/pools/transaction_1.json');
    expect(statSync(pool).mode & 0o777).toBe(0o600);
    // All four statements of a transaction are of one tenant.
    const [sets = []] = JSON.parse(readFileSync(pool, 'utf8')) as string[][][];
    expect(new Set([sets[0]?.[0], sets[1]?.[1], sets[2]?.[0], sets[3]?.[1]]).size).toBe(1);
  });

  it('gives the same on every engine, and leaves all rows', async () => {
    const before = await source.query('SELECT count(*) FROM orders');
    const targets = ['--on', source.uri('owner'), source.uri('owner')];
    const lines = await npmRunOk('own', 'check', '--in', at('shop'), ...targets);
    expect(lines).toMatch(/^calls on one shard: \d+ % predicted$/m);
    const { statements } = JSON.parse(readFileSync(at('shop/check.json'), 'utf8')) as Check;
    expect(statements.filter(({ answers }) => answers.some(({ refused }) => refused))).toEqual([]);
    expect(await source.query('SELECT count(*) FROM orders')).toEqual(before);
  });

  it('is none of a copy that can not be reached', async () => {
    const args = ['--in', at('shop'), '--replace', '--on', 'postgres://me@127.0.0.1:9/shop'];
    const { code, stderr } = await npmRun('own', 'workload', ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: can't connect to me@127\.0\.0\.1:9\/shop: .*; look at --on\n$/);
    expect(existsSync(at('shop/workload.json'))).toBe(true);
  });
});

describe('what can not be inspected, in one line', () => {
  it.each<[string, (from: OwnSource) => string, RegExp]>([
    [
      'no such host',
      () => 'postgres://me@no-such-host.invalid/shop',
      /no-such-host.*look at --source/,
    ],
    [
      'nobody listening',
      () => 'postgres://me@127.0.0.1:9/shop',
      /ECONNREFUSED 127.0.0.1:9; nothing/,
    ],
    [
      'a wrong password',
      (from) => from.uri('stranger'),
      /stranger@.*password authentication failed/,
    ],
    ['no password', (from) => from.uri('postgres'), /asks for a password: set PGPASSWORD/],
    ['one on the command line', (from) => from.uri('a:hidden'), /^error: --source has a password/],
    ['no such database', (from) => from.uri('reader', 'gone'), /"gone" does not exist/],
    [
      'no pg_stat_statements',
      (from) => from.uri('reader', 'postgres'),
      /has no pg_stat_statements/,
    ],
    ['a role that sees nothing', (from) => from.uri('blind'), /GRANT pg_monitor.* TO blind/],
  ])('%s', async (_, from, message) => {
    const args = ['--source', from(source), '--to', at('refused'), '--interval', '1s'];
    const { code, stdout, stderr } = await npmRun('own', 'inspect', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hidden');
    expect(existsSync(at('refused'))).toBe(false);
  });

  it('a folder without a profile, or with one that is none', async () => {
    const { code, stderr } = await npmRun('own', 'plan', '--in', at('nowhere'));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: .*profile\.json: ENOENT.*; make it by `npm run own -- inspect`\n$/,
    );
  });
});

/** Starts a step, and stops it by Ctrl-C once it has said something. @returns all that it has said */
async function stopped(words: string, ...args: string[]): Promise<string> {
  const all = ['--import', 'tsx', 'scripts/own.ts', ...args];
  const step = spawn(process.execPath, all, { cwd: ROOT });
  const ended = once(step, 'exit');
  let said = '';
  step.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const waits = (text: string): boolean => text.includes(words);
  await awaitCondition(words, () => Promise.resolve(said), waits, 60_000);
  step.kill('SIGINT');
  expect(await ended, said).toEqual([130, null]);
  return said;
}

describe('a step that is stopped', () => {
  it('leaves nothing while it waits', async () => {
    const args = ['--source', source.uri(), '--to', at('stopped')];
    const said = await stopped('are read again in 1 min', 'inspect', ...args);
    expect(said).toMatch(/stopping: nothing was written\nerror: stopped by SIGINT\n$/);
    expect(existsSync(at('stopped'))).toBe(false);
    const [sessions] = await source.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM pg_stat_activity WHERE usename = 'reader'",
    );
    expect(sessions?.n).toBe(0);
  });

  it('leaves the workload that was there, with all its values', async () => {
    const files = () =>
      readdirSync(at('shop'), { recursive: true, encoding: 'utf8' })
        .sort()
        .map((name) => [name, statSync(at(`shop/${name}`)).mtimeMs]);
    const before = files();
    const args = ['--in', at('shop'), '--replace', '--on', source.uri('owner')];
    const said = await stopped('… values', 'workload', ...args);
    expect(said).toMatch(/stopping: nothing was written\n.*\n?error: stopped by SIGINT\n$/);
    expect(files()).toEqual(before);
  });

  it('is of files that go with all others', async () => {
    const said = await npmRunOk('own', 'forget', '--in', at('shop'), '--yes');
    expect(said).toBe(`removed: ${at('shop')}\n`);
    expect(existsSync(at('shop'))).toBe(false);
  });
});
