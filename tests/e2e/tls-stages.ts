import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { allNodes } from '../../topology/plan';
import { PATRONI_API_USER } from '../../topology/postgres/roles';
import type { TlsMode } from '../../topology/tls/tls-stage';
import { changeStack, npmRunOk } from './project';
import { identityOf, tlsCluster, writersOf } from './tls-cluster';
import { askFor, knock, knockAll, WELCOME } from './tls-doors';
import { Writers } from './writers';

/** A change of mode goes through up to three deployments, each of which replaces all containers. */
const LIMIT_MS = 30 * 60_000;

const WRITERS = 16;

/** How long a writer tries again, ms: a node that is replaced hands over first, as in any rolling change. */
const PATIENCE_MS = 15_000;

/** libpq's `sslmode=prefer`: by TLS where the server takes it, else in clear. */
const PREFERRED = [{ rejectUnauthorized: false }, false] as const;

/** A cluster that begins and ceases to speak TLS while it works. Call it inside a `describe`. */
export function describeStages(stack: string): void {
  const onStack = ['--stack', stack];

  async function query<R extends object>(sql: string): Promise<R[]> {
    const { connections } = await tlsCluster(stack);
    const client = await openClient({ connectionString: connections.write });
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Rows that no writer wrote. */
  const rows = () =>
    query(`SELECT (SELECT count(*) FROM vehicle_locations WHERE vehicle_id > 0) AS loaded,
             (SELECT md5(string_agg(body, ',' ORDER BY id)) FROM notes) AS own`);

  /** Brings the cluster to a mode under writers that follow, and gives the longest gap, ms. */
  async function change(mode: TlsMode): Promise<string> {
    const cluster = await tlsCluster(stack);
    const before = await rows();
    const writers = await Writers.start(
      WRITERS,
      writersOf(cluster, () => PREFERRED),
      PATIENCE_MS,
    );
    changeStack(stack, { 'tls.mode': mode, ...(mode === 'off' && { 'backup.enabled': false }) });
    await npmRunOk('up', ...onStack, '--yes');
    const { acknowledged, present, failed, retried, longestGapMs } = await writers.stop();
    expect(failed).toEqual([]);
    // One whose answer was lost is there without being known to be.
    expect(acknowledged.filter((key) => !present.includes(key))).toEqual([]);
    expect(await rows()).toEqual(before);
    return `longest gap between ${acknowledged.length} writes ${longestGapMs} ms, ${retried} retried`;
  }

  it(
    'goes to clear text under writers, whose statements fail for no longer than in a failover',
    { timeout: LIMIT_MS },
    async ({ annotate }) => {
      await query(
        `CREATE TABLE IF NOT EXISTS notes AS SELECT id, 'note ' || id AS body FROM generate_series(1, 500) id`,
      );
      await annotate(await change('off'));
      const { doors, login } = await tlsCluster(stack);
      const answers = await knockAll(doors, () => 'clear', login);
      expect(Object.entries(answers).filter(([, answer]) => answer !== WELCOME)).toEqual([]);
    },
  );

  it(
    'comes back to TLS under writers, whose statements fail for no longer than in a failover',
    { timeout: LIMIT_MS },
    async ({ annotate }) => {
      await annotate(await change('on'));
      const cluster = await tlsCluster(stack);
      const identity = await identityOf(cluster);
      const inClear = await knockAll(cluster.doors, () => 'clear', cluster.login);
      expect(Object.values(inClear)).not.toContain(WELCOME);
      const verified = await knockAll(cluster.doors, () => identity, cluster.login);
      expect(Object.entries(verified).filter(([, answer]) => answer !== WELCOME)).toEqual([]);
    },
  );

  it(
    'asks for certificates of nodes with mtls, not of applications',
    { timeout: LIMIT_MS },
    async ({ annotate }) => {
      await annotate(await change('mtls'));
      const cluster = await tlsCluster(stack);
      const { doors, plan, login, passwords } = cluster;
      const identity = await identityOf(cluster);
      const { ca } = identity;
      const databases = doors.filter(({ name }) => name.endsWith(':5432'));
      const patronis = doors.filter(({ name }) => name.endsWith(':8008'));
      const nodes = allNodes(plan).length;
      expect([databases, patronis].map(({ length }) => length)).toEqual([nodes, nodes]);
      const roles = [
        ['postgres', passwords.superuser],
        ['replicator', passwords.replicator],
        ['rewind', passwords.rewind],
      ] as const;
      const { database } = plan;
      for (const [user, password] of roles) {
        for (const door of databases) {
          const role = { user, password, database };
          expect([user, await knock(door, { ca }, role)]).toEqual([user, '28000']);
          expect([user, await knock(door, identity, role)]).toEqual([user, WELCOME]);
        }
      }
      const applications = await knockAll(databases, () => ({ ca }), login);
      expect(Object.values(applications).filter((answer) => answer !== WELCOME)).toEqual([]);
      // Who only reads shows none to Patroni, as the load balancer; who changes something does.
      const key = Buffer.from(`${PATRONI_API_USER}:${passwords.patroniApi}`).toString('base64');
      const request = { method: 'POST', path: '/switchover', credentials: key };
      for (const door of patronis) {
        expect([door.name, await askFor(door, { ca }, request)]).toEqual([door.name, '403']);
        expect([door.name, await askFor(door, identity, request)]).toEqual([door.name, '400']);
      }
    },
  );
}
