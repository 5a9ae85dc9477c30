import type Docker from 'dockerode';
import { AgentClient } from '../../manager/backup/agent-client';
import type { BackupJob } from '../../manager/backup/agent-protocol';
import { certificatesAt, type TestAuthority } from '../../manager/tls/certificates.fixture';
import type { Certificates } from '../../manager/tls/certificates';
import { writeContainerFiles, type ContainerFile } from '../../toolchain/docker/container-files';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { AGENT_CONFIGURATION, agentConfiguration } from '../../topology/backup/agent-configuration';
import type { RepositoryConfig } from '../../topology/backup/backup-config';
import { REPOSITORY_PATH, type RepositoryPlan } from '../../topology/backup/backup-plan';
import { awaitCondition } from '../e2e/await-condition';
import { freePort } from '../free-port';
import { ArchivedServer, DATA_DIRECTORY, STANZA } from './archived-server';
import {
  certificateFiles,
  hostOptions,
  pgBackRestFile,
  secretFile,
  SERVER_PORT,
  serverOptions,
  type PgBackRestOptions,
} from './pgbackrest-files';

/** How long a job, or a start, may take, ms. */
const LIMIT_MS = 120_000;

/** A stanza that no database is there for. */
export const OTHER_STANZA = 'worker-1';

/** What a {@link RepositoryContainer} is made of. */
export interface RepositoryContainerOptions {
  readonly image: string;
  /** Docker network. */
  readonly network: string;
  readonly authority: TestAuthority;
  /** Its number in pgBackRest. */
  readonly number: number;
  readonly repository: RepositoryConfig;
  readonly passphrase: string;
  /** More of pgBackRest's options, where it is and how it is opened. */
  readonly options: PgBackRestOptions;
  readonly files?: readonly ContainerFile[];
  /** Part of its name, where there is more than one on the network. */
  readonly name?: string;
}

/** A repository's container, its agent and the manager's way to that. */
export class RepositoryContainer {
  private constructor(
    readonly container: Docker.Container,
    readonly client: AgentClient,
    /** Where the agent answers. */
    readonly url: string,
    readonly certificates: Certificates,
  ) {}

  /** Starts one with the volume of its network, and waits until both of its programs work. */
  static async start(options: RepositoryContainerOptions): Promise<RepositoryContainer> {
    const { image, network, authority, number, repository, files = [] } = options;
    const name = `${network}-${options.name ?? 'repository'}`;
    const agentPort = await freePort();
    const plan: RepositoryPlan = {
      ...{ name: 'backup', container: name, address: 'localhost', number, repository },
      ...{ resources: { memoryMiB: 512, cpus: '1' }, port: SERVER_PORT, agentPort },
      volume: `${network}-repository`,
    };
    const docker = dockerClient();
    const exposed = `${agentPort}/tcp`;
    const container = await docker.createContainer({
      ...{ Image: image, name, User: 'postgres', Entrypoint: ['backup-agent'], Cmd: [] },
      ExposedPorts: { [exposed]: {} },
      HostConfig: {
        ...{ Init: true, NetworkMode: network },
        Binds: [`${plan.volume}:${REPOSITORY_PATH}`],
        PortBindings: { [exposed]: [{ HostIp: '127.0.0.1', HostPort: String(agentPort) }] },
      },
    });
    const database = ArchivedServer.nameOn(network);
    const global = {
      ...{ [`repo${number}-cipher-type`]: 'aes-256-cbc' },
      ...{ [`repo${number}-cipher-pass`]: options.passphrase },
      ...{ 'start-fast': 'y', 'compress-type': 'zst', ...serverOptions(database) },
      ...options.options,
    };
    const stanza = { 'pg1-path': DATA_DIRECTORY, ...hostOptions('pg1-host', database) };
    await writeContainerFiles(container, [
      ...certificateFiles(authority.issue([name, 'localhost'])),
      pgBackRestFile({ global, [STANZA]: stanza }),
      secretFile(
        AGENT_CONFIGURATION,
        JSON.stringify(agentConfiguration(plan, [{ name: STANZA }, { name: OTHER_STANZA }])),
      ),
      ...files,
    ]);
    await container.start();
    const certificates = certificatesAt('mtls', authority.issue(['manager']));
    const url = `https://localhost:${agentPort}`;
    const client = new AgentClient(plan, certificates);
    const started = new RepositoryContainer(container, client, url, certificates);
    await started.awaitState('an answer', () => true);
    return started;
  }

  /** Waits for a state of the repository that satisfies a condition. */
  async awaitState(
    what: string,
    satisfied: (job: BackupJob | undefined) => boolean,
    everyMs = 250,
  ): Promise<BackupJob | undefined> {
    return awaitCondition(
      what,
      async () =>
        this.client.state().then(
          ({ jobs }) => ({ job: jobs[0] }),
          (error: unknown) => ({ error: String(error), job: undefined }),
        ),
      (answer) => !('error' in answer) && satisfied(answer.job),
      LIMIT_MS,
      everyMs,
    ).then(({ job }) => job);
  }

  /** Waits for the end of the job under way. @returns the job, done or failed */
  async awaitEnd(): Promise<BackupJob | undefined> {
    return this.awaitState(
      'the end of the job',
      (job) => job !== undefined && job.state !== 'runs',
    );
  }

  async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true });
  }
}
