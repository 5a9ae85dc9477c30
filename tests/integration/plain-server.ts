import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { UserError } from '../../words/user-error';
import { connect } from '../../sql/connect';

/** How long a server may take to start, ms. */
const START_LIMIT_MS = 60_000;

/** Makes and runs a server without Patroni, whose data vanish with its container. */
const START = `
set -eu
data=/var/lib/postgresql/plain
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
install -d -o postgres -m 0700 $data
printf %s "$PLAIN_PASSWORD" > /tmp/password; chown postgres /tmp/password
unset PLAIN_PASSWORD
as_postgres /opt/postgresql/bin/initdb -D $data -E UTF8 --locale=C.UTF-8 --data-checksums \\
  --auth-local=peer --auth-host=scram-sha-256 --pwfile=/tmp/password > /dev/null
echo 'host all all all scram-sha-256' >> $data/pg_hba.conf
exec setpriv --reuid=postgres --regid=postgres --init-groups \\
  /opt/postgresql/bin/postgres -D $data -c listen_addresses='*' "$@"
`;

/** What a {@link startPlainServer} is made of. */
export interface PlainServerOptions {
  /** An image of the cluster's nodes. */
  readonly image: string;
  /** Name of the container. */
  readonly name: string;
  readonly memoryMiB: number;
  readonly parameters: Readonly<Record<string, string>>;
  /** Docker network; default Docker's own. */
  readonly network?: string;
  /** The superuser's; default a random one. */
  readonly password?: string;
}

/** One PostgreSQL outside any cluster, for tests. */
export interface PlainServer {
  /** Address on its network, which a Linux host reaches as well. */
  readonly address: string;
  readonly password: string;
  /** URI of the superuser and database postgres, by a port of this machine. */
  readonly connection: string;
  /** Removes the server and its data. */
  remove(): Promise<void>;
}

/**
 * Starts a PostgreSQL without Patroni in a container of its own and waits until it answers.
 *
 * @throws what kept it from starting; nothing is left behind then
 */
export async function startPlainServer(
  docker: Docker,
  options: PlainServerOptions,
): Promise<PlainServer> {
  const password = options.password ?? randomBytes(16).toString('hex');
  const container = await docker.createContainer({
    Image: options.image,
    name: options.name,
    User: 'root',
    Entrypoint: ['sh', '-c', START, 'plain'],
    Cmd: Object.entries(options.parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    Env: [`PLAIN_PASSWORD=${password}`],
    ExposedPorts: { '5432/tcp': {} },
    HostConfig: {
      Init: true,
      ShmSize: 1024 ** 3,
      Memory: options.memoryMiB * 1024 ** 2,
      PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
      ...(options.network !== undefined && { NetworkMode: options.network }),
    },
  });
  const remove = async (): Promise<void> => {
    await container.remove({ force: true, v: true });
  };
  try {
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const port = NetworkSettings.Ports['5432/tcp']?.[0]?.HostPort ?? '';
    const connection = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    await waitUntilUp(connection);
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
    return { address, password, connection, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function waitUntilUp(connection: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await (await connect(connection, 'citus-cluster start')).end();
      return;
    } catch (error) {
      if (!(error instanceof UserError) || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
