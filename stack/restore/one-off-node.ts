import type Docker from 'dockerode';
import type { Client } from 'pg';
import { openPeerSession } from '../../running/peer-session';
import { ONE_OFF_SUFFIX } from '../../running/hosts/cluster-docker';
import { execInContainer } from '../../toolchain/docker/container-exec';
import {
  readContainerFile,
  writeContainerFiles,
  type ContainerFile,
} from '../../toolchain/docker/container-files';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { DATA_DIRECTORY } from '../../topology/rendering/patroni';
import { UserError } from '../../words/user-error';

/** Where a one-off container restores to, beside the data directory that Patroni knows. */
export const WORK_DIRECTORY = `${DATA_DIRECTORY}.restoring`;

/** Label of one-off containers, with the stack's name. */
export const ONE_OFF_LABEL = 'citus-cluster.restore';

/** How a one-off container reads the repository of another cluster. */
export interface ForeignAccess {
  readonly mounts: readonly Docker.MountSettings[];
  readonly files: readonly ContainerFile[];
}

/**
 * A container on the volumes of a node that is stopped, of the node's image, limits and network, in which
 * nothing runs but what is asked for: no Patroni above all.
 */
export class OneOffNode {
  private constructor(
    private readonly docker: Docker,
    private readonly container: Docker.Container,
    readonly node: NodePlan,
  ) {}

  /**
   * Runs something in the one-off container of a node, and removes the container.
   *
   * @param signal removes it at once, which ends what runs in it
   * @param foreign the repository of another cluster that it reads, where it is not its own that it reads
   * @throws UserError where the node's own container is missing or runs
   */
  static async use<T>(
    docker: Docker,
    { stack, network }: Pick<ClusterPlan, 'stack' | 'network'>,
    node: NodePlan,
    run: (one: OneOffNode) => Promise<T>,
    signal?: AbortSignal,
    foreign?: ForeignAccess,
  ): Promise<T> {
    const own = docker.getContainer(node.container);
    const found = await own.inspect().catch(() => undefined);
    if (found === undefined || found.State.Running) {
      throw new UserError(
        `${node.name} ${found === undefined ? 'has no container' : 'runs'}`,
        `\`npm run up -- --stack ${stack}\` makes what is missing`,
      );
    }
    const name = node.container + ONE_OFF_SUFFIX;
    await remove(docker.getContainer(name));
    const container = await docker.createContainer({
      ...settingsOf(found, node.host === undefined ? network : 'host', foreign?.mounts),
      ...{ name, Labels: { [ONE_OFF_LABEL]: stack } },
    });
    let stop = (): void => undefined;
    // What is under way may never hear of it: an engine that is reached by TCP can leave its answer open.
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        reject(signal?.reason as Error);
        remove(container).catch(() => undefined);
      };
    });
    stopped.catch(() => undefined);
    signal?.addEventListener('abort', stop);
    try {
      await writeContainerFiles(container, foreign?.files ?? (await ownFiles(own)));
      await container.start();
      signal?.throwIfAborted();
      return await Promise.race([run(new OneOffNode(docker, container, node)), stopped]);
    } finally {
      signal?.removeEventListener('abort', stop);
      await remove(container);
    }
  }

  /**
   * Runs a shell script as PostgreSQL's user.
   *
   * @param words its arguments, `$1` and so on
   * @returns what it printed
   * @throws Error with its last line
   */
  async run(
    script: string,
    words: readonly string[] = [],
    onOutput?: (text: string) => void,
  ): Promise<string> {
    const command = ['sh', '-euc', script, 'sh', ...words];
    const { code, output } = await execInContainer(this.container, command, 'postgres', onOutput);
    if (code === 0) return output;
    const lines = output.trim().split('\n');
    const told = lines.findLast((line) => /ERROR|FATAL|PANIC|error:/.test(line)) ?? lines.at(-1);
    throw new Error(`${this.node.name}: ${told?.trim() || `it ended with ${code}`}`);
  }

  /** A superuser's session on the PostgreSQL that was started there. The caller closes it. */
  session(database: string): Promise<Client> {
    return openPeerSession(
      this.docker,
      { ...this.node, container: this.node.container + ONE_OFF_SUFFIX },
      database,
    );
  }
}

/** Removes one-off containers that a restore of this stack left which was killed. */
export async function removeOneOffs(
  docker: Docker,
  { stack }: Pick<ClusterPlan, 'stack'>,
): Promise<void> {
  const filters = { label: [`${ONE_OFF_LABEL}=${stack}`] };
  const left = await docker.listContainers({ all: true, filters });
  await Promise.all(left.map(({ Id }) => remove(docker.getContainer(Id))));
}

/** The node's own way to its repositories, for data beside its own; none where it is not backed up. */
async function ownFiles(own: Docker.Container): Promise<ContainerFile[]> {
  const file = await readContainerFile(own, PGBACKREST_CONFIGURATION).catch(() => undefined);
  if (file === undefined) return [];
  return [
    { ...file, content: file.content.replace(`=${DATA_DIRECTORY}\n`, `=${WORK_DIRECTORY}\n`) },
  ];
}

async function remove(container: Docker.Container): Promise<void> {
  await container.remove({ force: true }).catch((error: { statusCode?: number }) => {
    // It is gone, or on its way.
    if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
  });
}

function settingsOf(
  { Config, HostConfig, Mounts, Image }: Docker.ContainerInspectInfo,
  network: string,
  mounts: readonly Docker.MountSettings[] = [],
): Docker.ContainerCreateOptions {
  const { ShmSize, Memory, MemorySwap, NanoCpus, CapDrop, SecurityOpt, Tmpfs } = HostConfig;
  const volumes = Mounts.filter(({ Type }) => Type === 'volume');
  return {
    ...{ Image, User: Config.User, Env: Config.Env },
    ...{ Entrypoint: ['sleep'], Cmd: ['infinity'] },
    HostConfig: {
      ...{ ShmSize, Memory, MemorySwap, NanoCpus, CapDrop, SecurityOpt, Tmpfs },
      ...{ NetworkMode: network, Init: true },
      Mounts: [
        ...volumes.map((mount) => ({
          ...{ Type: 'volume' as const, Source: mount.Name ?? '', Target: mount.Destination },
        })),
        ...mounts,
      ],
    },
  };
}
