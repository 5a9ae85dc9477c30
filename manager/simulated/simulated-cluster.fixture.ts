import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { TABLE } from '../../dataset/table';
import { parseClusterConfig } from '../../topology/config/config';
import { allNodes, type ClusterPlan, type NodePlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { MONITOR_ROLE } from '../../topology/postgres/roles';
import { roleVerifier } from '../../topology/postgres/scram';
import { peerUrl } from '../../topology/rendering/etcd';
import { dynamicConfiguration } from '../../topology/rendering/patroni-dynamic';
import type { Credentials } from '../credentials';
import { CREDENTIALS, PRIMARY, STANDBY } from '../observe/observed.fixture';
import { certificatesAt, serverOptions, TestAuthority } from '../tls/certificates.fixture';
import { simulatedPostgres, type SimulatedStatement } from './simulated-postgres.fixture';

/** Shards of the one table, on each worker. */
export const SHARDS_A_WORKER = 4;

/** How often something was asked, by what. */
export type Asked = Map<string, number>;

/**
 * A cluster with Citus, of any size and at rest, whose nodes are all this process: Patroni, PostgreSQL and
 * etcd answer at an address of this machine for each node, as far as the manager asks them. What they answer
 * is what they would where nothing has to be done.
 */
export class SimulatedCluster {
  /** The plan, its nodes under the names that they can be reached by here. */
  readonly plan: ClusterPlan;
  readonly credentials: Credentials;
  /** What was asked so far: `GET /patroni`, `session`, `range`, or the first words of a statement. */
  readonly asked: Asked = new Map();
  private readonly authority: TestAuthority | undefined;
  private readonly servers: Server[] = [];
  private readonly nodes: ReadonlyMap<string, NodePlan>;

  private constructor(workers: number, tls: boolean) {
    const counts = { 'workers.count': workers, 'dataset.shardCount': workers * SHARDS_A_WORKER };
    const planned = planCluster(parseClusterConfig('simulated', counts));
    const etcd = planned.etcd.map((member, index) => ({ ...member, name: `127.2.0.${index + 1}` }));
    const names = [...etcd.map(({ name }) => name), ...allNodes(planned).map(addressOf)];
    this.authority = tls ? new TestAuthority() : undefined;
    const paths = this.authority?.issue(names);
    this.credentials = { ...CREDENTIALS, certificates: paths && certificatesAt('on', paths) };
    const serve = (request: IncomingMessage, response: ServerResponse): void =>
      void this.serve(request, response);
    this.servers.push(
      paths ? createSecureServer(serverOptions(paths), serve) : createServer(serve),
      simulatedPostgres((statement) => this.answer(statement), paths),
    );
    const [http, postgres] = this.servers.map((server) => {
      server.listen(0);
      return (server.address() as AddressInfo).port;
    }) as [number, number];
    const groups = planned.groups.map((group) => ({
      ...group,
      nodes: group.nodes.map((node) => ({
        ...{ ...node, name: addressOf(node), patroniPort: http, postgresPort: postgres },
      })),
    }));
    this.plan = { ...planned, groups, etcd: etcd.map((one) => ({ ...one, clientPort: http })) };
    this.nodes = new Map(allNodes(this.plan).map((node) => [node.name, node]));
  }

  /**
   * @param workers number of worker groups, each of a primary and a standby
   * @param tls whether all of it is spoken to by TLS
   */
  static async start(workers: number, { tls = false } = {}): Promise<SimulatedCluster> {
    const cluster = new SimulatedCluster(workers, tls);
    const waiting = cluster.servers.filter(({ listening }) => !listening);
    await Promise.all(waiting.map((server) => once(server, 'listening')));
    return cluster;
  }

  stop(): void {
    this.authority?.remove();
    for (const server of this.servers) {
      server.close();
      (server as { closeAllConnections?: () => void }).closeAllConnections?.();
    }
  }

  private count(what: string): void {
    this.asked.set(what, (this.asked.get(what) ?? 0) + 1);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', socket } = request;
    this.count(`${method} ${url}`);
    const body = await text(request);
    const node = this.nodes.get(addressIn(socket.localAddress));
    // Patroni closes each connection after its answer.
    if (node !== undefined) response.setHeader('connection', 'close');
    response.end(
      JSON.stringify(node === undefined ? this.store(url, body) : this.patroni(url, node)),
    );
  }

  private patroni(url: string, node: NodePlan): unknown {
    const group = this.plan.groups[node.group];
    if (url === '/config' && group !== undefined) return dynamicConfiguration(this.plan, group);
    if (!isPrimary(node)) return STANDBY;
    const replication = group?.nodes.map(({ name }) => ({
      ...{ application_name: name, sync_state: 'sync' },
    }));
    return { ...PRIMARY, replication };
  }

  private store(url: string, body: string): unknown {
    if (url.endsWith('/member/list')) {
      return { members: this.plan.etcd.map((one) => ({ peerURLs: [peerUrl(this.plan, one)] })) };
    }
    if (!url.endsWith('/kv/txn')) return {};
    const { success } = JSON.parse(body) as {
      success: { request_range: { key: string } }[];
    };
    return {
      succeeded: true,
      responses: success.map(({ request_range }) => this.range(request_range.key)),
    };
  }

  private range(encoded: string): unknown {
    this.count('range');
    const [, group = '', kind] =
      /\/(\d+)\/(leader|sync)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    const [leader, standby] = this.plan.groups[Number(group)]?.nodes.map(({ name }) => name) ?? [];
    const value = kind === 'leader' ? leader : JSON.stringify({ leader, sync_standby: standby });
    const kvs = [{ value: Buffer.from(value ?? '').toString('base64'), mod_revision: '7' }];
    return { response_range: { kvs } };
  }

  private answer(statement: SimulatedStatement): ReturnType<typeof answerOf> {
    this.count(statement.sql.trim().slice(0, 40));
    const node = this.nodes.get(addressIn(statement.address));
    return node === undefined ? [] : answerOf(this.plan, node, statement);
  }
}

/** An address of this machine for each node: 127.1.GROUP.1 and so on. */
function addressOf({ group, name }: NodePlan): string {
  return `127.1.${group}.${1 + 'abc'.indexOf(name.slice(-1))}`;
}

/** The address of version 4 that a socket for both tells in the form of version 6. */
function addressIn(local: string | undefined): string {
  return local?.replace('::ffff:', '') ?? '';
}

/** The first node of each group leads. */
function isPrimary({ name }: NodePlan): boolean {
  return name.endsWith('.1');
}

type Rows = readonly Readonly<Record<string, string | number | boolean | readonly string[]>>[];

/** What a node's PostgreSQL answers, of what the manager asks, in a cluster that is set up. */
function answerOf(
  plan: ClusterPlan,
  { group }: NodePlan,
  { sql, parameters }: SimulatedStatement,
): Rows {
  const primaries = plan.groups.flatMap(({ nodes: [node] }) => node ?? []);
  const passwords: Readonly<Record<string, string>> = {
    [plan.user]: CREDENTIALS.citus,
    [MONITOR_ROLE]: CREDENTIALS.monitor,
  };
  const shardsOf = (of: number): string[] =>
    Array.from(
      { length: SHARDS_A_WORKER },
      (_, i) => `public.${TABLE}_${of * SHARDS_A_WORKER + i}`,
    );
  const answers: readonly (readonly [RegExp, () => Rows])[] = [
    [
      /nodename AS name, nodeport/,
      () =>
        primaries.slice(1).map((one) => ({
          ...{ group: one.group, name: one.name, port: one.postgresPort, active: true },
        })),
    ],
    [
      /metadatasynced/,
      () =>
        primaries.map((one) => ({
          ...{ groupid: one.group, nodename: one.name, active: true, synced: true },
        })),
    ],
    [
      /AS group, nodename AS name/,
      () => primaries.map((one) => ({ group: one.group, name: one.name })),
    ],
    [
      /FROM pg_dist_shard s/,
      () =>
        primaries
          .slice(1)
          .flatMap((one) =>
            shardsOf(one.group).map((shard) => ({ table: TABLE, group: one.group, shard })),
          ),
    ],
    [
      /unnest\(\$1::text\[\]\) AS s\(name\)/,
      () => shardsOf(group).map((shard) => ({ shard, rows: 10 })),
    ],
    [
      /FROM pg_authid a WHERE rolname/,
      () => {
        const [role = ''] = parameters;
        const memberships = role === MONITOR_ROLE ? ['pg_monitor'] : [];
        return [{ rolpassword: roleVerifier(role, passwords[role] ?? ''), memberships }];
      },
    ],
    [/SELECT extname/, () => ['postgis', 'pg_stat_statements'].map((extname) => ({ extname }))],
    [/FROM pg_database/, () => [{ owner: plan.user }]],
    [
      /^SELECT rolename, authinfo/,
      () =>
        Object.entries(passwords).map(([rolename, password]) => ({
          ...{ rolename, authinfo: `password='${password}'` },
        })),
    ],
    [/pg_try_advisory_lock|pg_is_in_recovery/, () => [{ held: true }]],
    [/extname = 'citus'/, () => [{ citus: true }]],
    [/recover_prepared_transactions/, () => [{ recovered: 0 }]],
  ];
  return answers.find(([pattern]) => pattern.test(sql))?.[1]() ?? [];
}
