import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { connect } from '../../sql/connect';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { execInContainer, type ExecResult } from '../../toolchain/docker/container-exec';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { ROOT } from '../e2e/project';
import { buildImage } from './build-image';
import { startPlainServer, type PlainServer } from './plain-server';

/** Of the server. */
export const IMAGE = `citus-cluster/database:test-own-${process.pid}`;
const NAME = `cc-test-own-${process.pid}`;

/** Rows of `examples/shop.sql`. */
const SIZE = { tenants: 200, orders: 16000 };

const STANDBY_PORT = 5433;

/** Makes a standby beside a server anew, and starts it. */
const STANDBY = `
set -e
PATH=/opt/postgresql/bin:$PATH
cd /var/lib/postgresql
if [ -d standby ]; then pg_ctl stop -D standby -m fast > /dev/null; rm -r standby; fi
pg_basebackup -D standby -R --checkpoint=fast
pg_ctl start -D standby -l standby.log -o "-p ${STANDBY_PORT} -c listen_addresses=* OPTIONS" > /dev/null
`;

/** Roles that log in by a password, which the file of passwords has; `stranger`'s is another there. */
const ROLES = ['reader', 'stranger', 'blind', 'copier', 'citus', 'owner'];

/** A server with the shop, and what belongs to it. */
export interface OwnSource {
  /** Where commands may write. */
  readonly folder: string;
  /** `postgres://reader@127.0.0.1:32768/shop`, by default. */
  uri(role?: string, database?: string): string;
  /** Runs SQL as a superuser, by default in the shop's database. */
  query<R>(sql: string, database?: string): Promise<R[]>;
  /** Secret URI of a superuser. */
  superuser(database: string): string;
  /** Starts a standby of it, with parameters of its own. @returns its URI of a role */
  startStandby(parameters: Readonly<Record<string, string>>): Promise<(role: string) => string>;
  /** Users work, for some rounds of examples/shop-load.sql each. */
  load(rounds: number): Promise<ExecResult>;
  /** The server's log. */
  log(): Promise<string>;
  /** What a role has sent, a statement a line. */
  sentBy(role: string): Promise<string[]>;
  remove(): Promise<void>;
}

/** Starts a PostgreSQL with the shop, and sets PGPASSFILE for commands. */
export async function startOwnSource(): Promise<OwnSource> {
  await buildImage('database', IMAGE);
  const docker = dockerClient();
  const server = await startPlainServer(docker, {
    ...{ image: IMAGE, name: NAME, memoryMiB: 1024 },
    parameters: {
      shared_preload_libraries: 'pg_stat_statements',
      log_statement: 'all',
      log_line_prefix: '%u [%p] ',
    },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'citus-cluster-own-'));
  const remove = async (): Promise<void> => {
    delete process.env['PGPASSFILE'];
    rmSync(folder, { recursive: true });
    await server.remove();
    await docker.getImage(IMAGE).remove();
  };
  try {
    const source = describe(server, folder, remove);
    await fill(server, source);
    return source;
  } catch (error) {
    await remove();
    throw error;
  }
}

function describe(server: PlainServer, folder: string, remove: () => Promise<void>): OwnSource {
  const container = dockerClient().getContainer(NAME);
  const [{ port }] = uriOfEachHost(server.connection);
  const log = async (): Promise<string> =>
    (await container.logs({ stdout: true, stderr: true })).toString();
  return {
    folder,
    remove,
    uri: (role = 'reader', database = 'shop') => `postgres://${role}@127.0.0.1:${port}/${database}`,
    query: (sql, database = 'shop') => queryOf(server, database, sql),
    async startStandby(parameters) {
      const options = Object.entries(parameters).map(([name, value]) => `-c ${name}=${value}`);
      const start = STANDBY.replace('OPTIONS', options.join(' '));
      const { code, output } = await execInContainer(container, ['sh', '-c', start], 'postgres');
      if (code !== 0) throw new Error(output);
      return (role) => `postgres://${role}@${server.address}:${STANDBY_PORT}/shop`;
    },
    superuser: (database) => server.connection.replace(/postgres$/, database),
    load: (rounds) => {
      const sizes = Object.entries(SIZE).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
      const run = [
        '-n',
        '-f',
        '/tmp/shop-load.sql',
        ...sizes,
        '-c',
        '2',
        '-t',
        `${rounds}`,
        'shop',
      ];
      return execInContainer(container, ['/opt/postgresql/bin/pgbench', ...run], 'postgres');
    },
    log,
    async sentBy(role) {
      return (await log())
        .split('\n')
        .flatMap(
          (line) =>
            new RegExp(`${role} \\[\\d+\\] LOG: +(?:statement|execute [^:]+): (.*)`).exec(
              line,
            )?.[1] ?? [],
        );
    },
  };
}

async function fill(server: PlainServer, source: OwnSource): Promise<void> {
  await queryOf(server, 'postgres', 'CREATE DATABASE shop');
  await source.query('CREATE EXTENSION pg_stat_statements');
  await source.query(readFileSync(path.join(ROOT, 'examples/shop.sql'), 'utf8'));
  await source.query(`CALL fill_shop(${SIZE.tenants}, ${SIZE.orders})`);
  for (const role of ROLES) await source.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}s own'`);
  await source.query('GRANT pg_monitor, pg_read_all_data TO reader, stranger, copier');
  await source.query('ALTER ROLE copier BYPASSRLS');
  await source.query('ALTER ROLE owner SUPERUSER');
  const passwords = path.join(source.folder, 'passwords');
  const lines = ROLES.map(
    (role) => `*:*:*:${role}:${role === 'stranger' ? 'wrong' : `${role}s own`}`,
  );
  writeFileSync(passwords, lines.join('\n'), { mode: 0o600 });
  process.env['PGPASSFILE'] = passwords;
  const file = '/tmp/shop-load.sql';
  const content = readFileSync(path.join(ROOT, 'examples/shop-load.sql'), 'utf8');
  await writeContainerFiles(dockerClient().getContainer(NAME), [{ file, content }]);
}

async function queryOf<R>(
  { connection }: PlainServer,
  database: string,
  sql: string,
): Promise<R[]> {
  const client = await connect(connection.replace(/postgres$/, database), 'citus-cluster test');
  try {
    return (await client.query(sql)).rows as R[];
  } finally {
    await client.end();
  }
}
