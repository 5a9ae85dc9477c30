import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Client } from 'pg';
import { UserError } from '../cli/user-error';
import { connect } from '../sql/connect';
import type { ClusterPlan } from '../topology/plan';
import { postgresParameters } from '../topology/postgres-parameters';
import { copyRows } from './copy-rows';
import type { DatasetSpec } from './row';
import { TABLE } from './table';

/** How long the throwaway server may take to start, ms. */
const START_LIMIT_MS = 60_000;

/** The parameters that a bulk load feels, taken over from the plan. */
const PARAMETERS = [
  'shared_buffers',
  'maintenance_work_mem',
  'max_wal_size',
  'checkpoint_timeout',
  'wal_compression',
] as const;

/** Makes a server without Patroni: its password comes by a file, its data vanish with it. */
const START = `
set -eu
install -d -o postgres -m 0700 /var/lib/postgresql/plain
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
printf %s "$PLAIN_PASSWORD" > /tmp/password; chown postgres /tmp/password
unset PLAIN_PASSWORD
as_postgres /opt/postgresql/bin/initdb -D /var/lib/postgresql/plain -E UTF8 --locale=C.UTF-8 \\
  --data-checksums --auth-local=peer --auth-host=scram-sha-256 --pwfile=/tmp/password > /dev/null
echo 'host all all all scram-sha-256' >> /var/lib/postgresql/plain/pg_hba.conf
exec setpriv --reuid=postgres --regid=postgres --init-groups \\
  /opt/postgresql/bin/postgres -D /var/lib/postgresql/plain "$@"
`;

/**
 * Times one plain `COPY` of the data set's rows into one table with all its indexes, and its
 * `ANALYZE`, on a server of its own: the cluster's image and a worker's parameters, no standby.
 *
 * @returns ms
 */
export async function timePlainCopy(
  docker: Docker,
  plan: ClusterPlan,
  spec: DatasetSpec,
): Promise<number> {
  const password = randomBytes(16).toString('hex');
  const container = await startServer(docker, plan, password);
  try {
    const connection = `postgresql://postgres:${password}@127.0.0.1:${await hostPort(container)}/postgres`;
    const client = await connectWhenUp(connection);
    try {
      for (const statement of INDEXED_TABLE) await client.query(statement);
      const startedAt = performance.now();
      const task = { table: TABLE, from: 1, to: spec.rows };
      await copyRows(connection, spec, [task], 1, () => undefined);
      await client.query(`ANALYZE ${TABLE}`);
      return performance.now() - startedAt;
    } finally {
      await client.end();
    }
  } finally {
    await container.remove({ force: true, v: true });
  }
}

const INDEXED_TABLE = [
  'CREATE EXTENSION postgis',
  `CREATE TABLE ${TABLE} (
     id bigint NOT NULL, vehicle_id integer NOT NULL, location geometry(Point, 4326) NOT NULL,
     recorded_at timestamptz NOT NULL, region_code text NOT NULL, PRIMARY KEY (region_code, id))`,
  `CREATE INDEX ON ${TABLE} USING gist (location)`,
  `CREATE INDEX ON ${TABLE} USING gist ((location::geography))`,
  `CREATE INDEX ON ${TABLE} (region_code, recorded_at DESC)`,
];

async function startServer(
  docker: Docker,
  plan: ClusterPlan,
  password: string,
): Promise<Docker.Container> {
  const holder = plan.groups.at(-1);
  if (holder === undefined) throw new Error('a plan has groups');
  const parameters = postgresParameters(plan, holder);
  const container = await docker.createContainer({
    Image: plan.images.database.name,
    name: `citus-${plan.stack}-plain-copy-${process.pid}`,
    User: 'root',
    Entrypoint: ['sh', '-c', START, 'plain'],
    Cmd: [
      ...['-c', 'listen_addresses=*'],
      ...PARAMETERS.flatMap((name) => ['-c', `${name}=${parameters[name]}`]),
    ],
    Env: [`PLAIN_PASSWORD=${password}`],
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: {
      Init: true,
      ShmSize: 1024 ** 3,
      Memory: (holder.nodes[0]?.resources.memoryMiB ?? 1024) * 1024 ** 2,
      PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
  await container.start();
  return container;
}

async function hostPort(container: Docker.Container): Promise<string> {
  const { NetworkSettings } = await container.inspect();
  return NetworkSettings.Ports['5432/tcp']?.[0]?.HostPort ?? '';
}

async function connectWhenUp(connection: string): Promise<Client> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await connect(connection, 'citus-cluster plain copy');
    } catch (error) {
      if (!(error instanceof UserError) || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
