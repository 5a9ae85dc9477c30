import type Docker from 'dockerode';
import type { TestAuthority } from '../../manager/tls/certificates.fixture';
import { connect } from '../../sql/connect';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { awaitCondition } from '../e2e/await-condition';
import { certificateFiles, hostOptions, pgBackRestFile, serverOptions } from './pgbackrest-files';
import { startPlainServer, type PlainServer } from './plain-server';

/** Its data directory. */
export const DATA_DIRECTORY = '/var/lib/postgresql/plain';

/** What it is archived as. */
export const STANZA = 'coordinator';

/** What an {@link ArchivedServer} is made of. */
export interface ArchivedServerOptions {
  readonly image: string;
  /** Docker network. */
  readonly network: string;
  readonly authority: TestAuthority;
  /** Number and name of the repository and its container. */
  readonly number: number;
  readonly repository: string;
}

/** A PostgreSQL whose log can be archived, with pgBackRest beside it as on a node of the cluster. */
export class ArchivedServer {
  private constructor(
    private readonly server: PlainServer,
    readonly container: Docker.Container,
  ) {}

  /** Name of the container, on the network too. */
  static nameOn(network: string): string {
    return `${network}-database`;
  }

  /** Starts one that archives nothing yet. */
  static async start(options: ArchivedServerOptions): Promise<ArchivedServer> {
    const { image, network, authority, number, repository } = options;
    const name = ArchivedServer.nameOn(network);
    const docker = dockerClient();
    const server = await startPlainServer(docker, {
      ...{ image, name, memoryMiB: 1024, network, parameters: { archive_mode: 'on' } },
    });
    const container = docker.getContainer(name);
    const global = {
      ...hostOptions(`repo${number}-host`, repository),
      ...serverOptions(repository),
    };
    await writeContainerFiles(container, [
      ...certificateFiles(authority.issue([name])),
      pgBackRestFile({ global, [STANZA]: { 'pg1-path': DATA_DIRECTORY } }),
    ]);
    const beside = await container.exec({ Cmd: ['pgbackrest', 'server'], User: 'postgres' });
    await beside.start({ Detach: true });
    return new ArchivedServer(server, container);
  }

  /** Has the log archived from now on; the stanza is to be there. */
  async beginToArchive(): Promise<void> {
    const command = `archive-log pgbackrest --stanza=${STANZA} archive-push %p`;
    await this.query(`ALTER SYSTEM SET archive_command = '${command}'`);
    await this.query('SELECT pg_reload_conf()');
    await this.archive(1);
  }

  /** Fills log files and waits until they are archived. @returns their names, in order */
  async archive(files: number): Promise<string[]> {
    const names: string[] = [];
    for (let n = 0; n < files; n += 1) {
      const [{ name = '' } = {}] = await this.query<{ name: string }>(
        `SELECT pg_walfile_name(pg_create_restore_point('p')) AS name`,
      );
      await this.query('SELECT pg_switch_wal()');
      names.push(name);
    }
    await awaitCondition(
      'the log is archived',
      async () =>
        this.query<{ last: string | null }>(
          'SELECT last_archived_wal AS last FROM pg_stat_archiver',
        ),
      ([{ last } = { last: null }]) => (last ?? '') >= (names.at(-1) ?? ''),
      120_000,
    );
    return names;
  }

  /** Runs SQL as a superuser. */
  async query<R extends object>(sql: string): Promise<R[]> {
    const client = await connect(this.server.connection, 'citus-cluster test');
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    await this.server.remove();
  }
}
