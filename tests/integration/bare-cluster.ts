import { randomBytes } from 'node:crypto';
import { Client, escapeLiteral, type QueryResultRow } from 'pg';
import { buildImage } from './build-image';
import { startPlainServer, type PlainServer } from './plain-server';
import { observeGroup, type Observation } from '../../manager/observe/observation';
import type { Secrets } from '../../manager/secrets';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { parseClusterConfig } from '../../topology/config/config';
import type { Engine } from '../../topology/config/cluster-config';
import { connectionUri } from '../../topology/endpoints';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';

/** A coordinator and two workers that really run, without Patroni and without standbys. */
export interface BareCluster {
  /** Its nodes are named by their addresses, which this machine and the nodes themselves reach. */
  readonly plan: ClusterPlan;
  readonly secrets: Secrets;
  /** What Patroni would report: every node is the primary of its group. */
  readonly observation: Observation;
  readonly servers: readonly PlainServer[];
  /** URI of the applications' role at the coordinator. */
  connection(password?: string): string;
  /** Runs SQL as a superuser on the node of a group, in the cluster's database. */
  query<R extends QueryResultRow>(group: number, sql: string): Promise<R[]>;
  /** Everything that the node of a group has logged. */
  log(group: number): Promise<string>;
  remove(): Promise<void>;
}

const PARAMETERS: Readonly<Record<Engine, Readonly<Record<string, string>>>> = {
  native: {
    shared_preload_libraries: 'pg_stat_statements',
    wal_level: 'logical',
    max_prepared_transactions: '16',
  },
  citus: {
    shared_preload_libraries: 'citus,pg_stat_statements',
    wal_level: 'logical',
    max_prepared_transactions: '200',
    'citus.node_conninfo': 'sslmode=prefer',
  },
};

/**
 * Builds the nodes' image on a base and starts the cluster.
 *
 * @param purpose a part of its containers' names
 * @param parameters of PostgreSQL, besides those that the engine needs
 */
export async function startBareCluster(
  engine: Engine,
  base: string,
  purpose = 'sql',
  parameters: Readonly<Record<string, string>> = {},
): Promise<BareCluster> {
  const docker = dockerClient();
  const image = `citus-cluster/database:test-sql-${engine}`;
  await buildImage('database', image, base);
  const name = `cc-test-${purpose}-${engine}`;
  const network = await docker.createNetwork({ Name: name });
  // One superuser password for all nodes, as in a real cluster.
  const password = randomBytes(16).toString('hex');
  const servers: PlainServer[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.remove()));
    await network.remove();
  };
  try {
    for (const group of [0, 1, 2]) {
      const options = { image, name: `${name}-${group}`, memoryMiB: 1024, password, network: name };
      servers.push(
        await startPlainServer(docker, {
          ...options,
          parameters: { ...PARAMETERS[engine], log_statement: 'all', ...parameters },
        }),
      );
    }
    const cluster = describeServers(engine, name, servers, remove);
    if (engine === 'citus') await registerWithCitus(cluster);
    return cluster;
  } catch (error) {
    await remove();
    throw error;
  }
}

function describeServers(
  engine: Engine,
  name: string,
  servers: readonly PlainServer[],
  remove: () => Promise<void>,
): BareCluster {
  const planned = planCluster(
    parseClusterConfig('test-sql', {
      engine,
      coordinators: 1,
      'workers.count': 2,
      'workers.standbys': 0,
      'dataset.shardCount': 8,
    }),
    // Nobody gives these servers certificates.
    'off',
  );
  const at = (group: number): PlainServer => {
    const server = servers[group];
    if (server === undefined) throw new Error(`no group ${group}`);
    return server;
  };
  const groups = planned.groups.map((group) => ({
    ...group,
    nodes: group.nodes.map((node) => ({ ...node, name: at(group.group).address })),
  }));
  const plan = { ...planned, groups };
  const report = { state: 'running', role: 'primary' };
  const query = async <R extends QueryResultRow>(group: number, sql: string): Promise<R[]> => {
    const { address, password } = at(group);
    const client = new Client({
      host: address,
      user: 'postgres',
      password,
      database: plan.database,
    });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const secrets: Secrets = {
    superuser: at(0).password,
    replicator: 'unused',
    rewind: 'unused',
    citus: `it's a "pass\\word" of citus`,
    monitor: 'monitor-in-clear',
    patroniApi: 'unused',
  };
  return {
    plan,
    secrets,
    observation: {
      at: Date.now(),
      groups: groups.map((group) =>
        observeGroup(
          group,
          group.nodes.map((node) => ({ node, report })),
        ),
      ),
      etcd: [],
      storeMembers: undefined,
    },
    servers,
    connection: (password = secrets.citus) =>
      connectionUri(
        {
          endpoint: { host: at(0).address, port: 5432 },
          user: plan.user,
          database: plan.database,
        },
        password,
      ),
    query,
    log: async (group) => {
      const container = dockerClient().getContainer(`${name}-${group}`);
      return (await container.logs({ stdout: true, stderr: true })).toString();
    },
    remove,
  };
}

/** What Patroni's Citus support does in a real cluster. */
async function registerWithCitus({ plan, servers, secrets }: BareCluster): Promise<void> {
  const [coordinator, ...workers] = servers.map(({ address }) => address);
  const authinfo = escapeLiteral(`password=${secrets.superuser}`);
  for (const { connection } of servers) {
    await run(connection, `CREATE DATABASE ${plan.database}`);
    const inDatabase = connection.replace(/\/postgres$/, `/${plan.database}`);
    await run(inDatabase, 'CREATE EXTENSION citus');
    await run(inDatabase, `INSERT INTO pg_dist_authinfo VALUES (0, 'postgres', ${authinfo})`);
  }
  const main = servers[0]?.connection.replace(/\/postgres$/, `/${plan.database}`) ?? '';
  await run(main, `SELECT citus_set_coordinator_host('${coordinator}', 5432)`);
  for (const address of workers) await run(main, `SELECT citus_add_node('${address}', 5432)`);
}

async function run(connection: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: connection });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
