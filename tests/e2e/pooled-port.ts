import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { uriOfAllHosts, uriOfEachHost } from '../../topology/uri-hosts';
import { npmRunOk, RESULTS, stackOutputs } from './project';

/**
 * Clients in the switchover test, and the pause of each between two statements, ms: a load that leaves
 * the machine time for the checks by which a primary is known to be there.
 */
const LOAD_CLIENTS = 10;
const PAUSE_MS = 50;

/**
 * How long a client tries again, ms. PgBouncer refuses at once while a login to the primary fails, so
 * that one more try may come too early.
 */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;

/** What one client saw while a primary changed. */
interface Account {
  served: number;
  /** Statements that failed and were served when tried again. */
  retried: number;
  /** Errors of statements that were not served in that time either. */
  readonly failed: string[];
  /** Servers that answered. */
  readonly servers: Set<string>;
}

/** Many clients come by the pooled port. Call it inside a `describe`. */
export function describePooledPort(stack: string): void {
  it('serves more clients at once than the coordinator takes connections', async () => {
    const { plan, connections } = await stackOutputs(stack);
    const direct = await connected(connections.write);
    const { rows } = await direct.query<{ n: number }>(
      "SELECT current_setting('max_connections')::int AS n",
    );
    await direct.end();
    const clients = await Promise.all(
      Array.from({ length: (rows[0]?.n ?? NaN) + 50 }, () => connected(connections.pooled)),
    );
    try {
      // Named statements, as drivers prepare them: each client's works on whatever connection it gets.
      const ask = async (client: Client, n: number) =>
        (
          await client.query<{ n: number; pid: number }>({
            name: `statement_${n % 3}`,
            text: `SELECT $1::int + ${n % 3} AS n, pg_backend_pid() AS pid`,
            values: [n],
          })
        ).rows[0];
      const pids = new Set<number | undefined>();
      for (let round = 0; round < 2; round += 1) {
        const answers = await Promise.all(clients.map(ask));
        expect(answers.map((answer) => answer?.n)).toEqual(clients.map((_, n) => n + (n % 3)));
        for (const answer of answers) pids.add(answer?.pid);
      }
      expect(pids.size).toBeLessThanOrEqual(plan.pooler.poolSize);
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  it('leaves nothing of what a client sets to the next one', async () => {
    const { connections } = await stackOutputs(stack);
    const direct = await connected(connections.write);
    const clean = await sessionOf(direct);
    await direct.end();
    const dirty: unknown[] = [];
    for (let first = 0; first < MIXED_CLIENTS; first += MIXED_AT_ONCE) {
      const numbers = Array.from({ length: MIXED_AT_ONCE }, (_, n) => first + n);
      await Promise.all(
        numbers.map(async (n) => {
          const client = await connected(connections.pooled);
          const session = await sessionOf(client);
          if (JSON.stringify(session) !== JSON.stringify(clean)) dirty.push(session);
          await client.query(SETTINGS[n % SETTINGS.length] ?? '');
          await client.end();
        }),
      );
    }
    expect(dirty).toEqual([]);
  }, 180_000);

  it('lets in nobody without the password', async () => {
    const uris = uriOfEachHost((await stackOutputs(stack)).connections.pooled);
    uris[0].password = 'another';
    await expect(connected(uriOfAllHosts(uris))).rejects.toThrow(/authentication failed/);
  });

  it('serves each client that tries again in a switchover', async () => {
    const { connections } = await stackOutputs(stack);
    const stop = new AbortController();
    const load = Array.from({ length: LOAD_CLIENTS }, () => work(connections.pooled, stop.signal));
    try {
      const args = ['switchover', '--stack', stack, '--target', 'coordinator'];
      await npmRunOk('chaos', ...args, '--results', RESULTS);
    } finally {
      stop.abort();
    }
    const accounts = await Promise.all(load);
    expect(accounts.flatMap(({ failed }) => failed)).toEqual([]);
    for (const { served, servers } of accounts) {
      expect(served).toBeGreaterThan(50);
      expect(servers.size).toBe(2);
    }
  });
}

/** Clients that each look at their session and then change it, and how many come at once. */
const MIXED_CLIENTS = 1000;
const MIXED_AT_ONCE = 50;

/** What clients change: by hand, as pg_dump does, and what outlives a transaction besides. */
const SETTINGS = [
  'SET search_path TO pg_catalog',
  "SELECT set_config('search_path', '', false)",
  'SET default_transaction_read_only TO on',
  // Longer than a session without CPU may take to be cleaned: see topology/rendering/pgbouncer.ts.
  'SET statement_timeout TO 100',
  "SET TIME ZONE 'Asia/Tokyo'",
  "SET work_mem TO '64kB'; SET row_security TO off",
  'SELECT pg_advisory_lock_shared(4711)',
  'CREATE TEMPORARY TABLE spatial_ref_sys (nothing int)',
  'LISTEN somebody',
];

/** What a transaction finds: parameters that are not the server's, and what sessions hold. */
async function sessionOf(client: Client): Promise<unknown> {
  const { rows } = await client.query<Record<string, unknown>>(`
    SELECT (SELECT array_agg(name || '=' || setting ORDER BY name) FROM pg_settings
            WHERE source = 'session' AND name <> 'client_encoding') AS settings,
           (SELECT count(*) FROM spatial_ref_sys) > 0 AS finds_tables,
           (SELECT count(*) FROM pg_listening_channels()) AS channels,
           (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`);
  return rows[0];
}

function connected(connectionString: string): Promise<Client> {
  return openClient({ connectionString, connectionTimeoutMillis: 20_000 });
}

/** Asks again and again until told to stop; a statement that fails is tried again. */
async function work(uri: string, stop: AbortSignal): Promise<Account> {
  const account: Account = { served: 0, retried: 0, failed: [], servers: new Set() };
  let client: Client | undefined;
  const attempt = async (): Promise<void> => {
    try {
      client ??= await connected(uri);
      const { rows } = await client.query<{ server: string }>(
        'SELECT host(inet_server_addr()) AS server',
      );
      account.servers.add(rows[0]?.server ?? '');
    } catch (error) {
      await client?.end().catch(() => undefined);
      client = undefined;
      throw error;
    }
  };
  while (!stop.aborted) {
    await pause(PAUSE_MS);
    try {
      await attempt();
      account.served += 1;
    } catch {
      await again(account, attempt);
    }
  }
  await client?.end();
  return account;
}

/** Tries until it is served or patience ends. */
async function again(account: Account, attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await attempt();
      account.retried += 1;
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        account.failed.push(String(error));
        return;
      }
      await pause(RETRY_MS);
    }
  }
}
