import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** The beginning of a Python program on a node: Patroni with what is changed in it. */
export const LOAD = `
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
loader = SourceFileLoader('prompt', '/usr/local/bin/patroni-prompt')
prompt = module_from_spec(spec_from_loader('prompt', loader))
loader.exec_module(prompt)
`;

type Part = Parameters<typeof buildImage>[0];

/** Containers of the database image, in which a test runs what it wants to. */
export class PatroniNodes {
  private readonly made: Docker.Container[] = [];
  private readonly network: string;

  private constructor(private readonly purpose: string) {
    this.network = `citus-${purpose}-${process.pid}`;
  }

  /**
   * Those for the tests of a file, each of which begins without any.
   *
   * @param purpose a part of the names of their network and images
   * @param parts images that are used
   */
  static forTests(purpose: string, parts: readonly Part[] = ['database']): PatroniNodes {
    const nodes = new PatroniNodes(purpose);
    const docker = dockerClient();
    beforeAll(async () => {
      await Promise.all(parts.map((part) => buildImage(part, nodes.imageOf(part))));
      await docker.createNetwork({ Name: nodes.network });
    }, IMAGE_LIMIT_MS);
    afterEach(async () => {
      for (const each of nodes.made.splice(0)) await each.remove({ force: true, v: true });
    });
    afterAll(async () => {
      await docker.getNetwork(nodes.network).remove();
      for (const part of parts) await docker.getImage(nodes.imageOf(part)).remove();
    });
    return nodes;
  }

  /** Starts a container; default one that does nothing. @param alias its name on the network */
  async start(
    alias: string,
    part: Part = 'database',
    command: readonly string[] = ['sleep', 'infinity'],
  ): Promise<Docker.Container> {
    const { network } = this;
    const created = await dockerClient().createContainer({
      Image: this.imageOf(part),
      Entrypoint: [...command],
      HostConfig: { NetworkMode: network },
      NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [alias] } } },
    });
    this.made.push(created);
    await created.start();
    return created;
  }

  /** A container's address on the network; undefined while it has none. */
  async addressOf(container: Docker.Container): Promise<string | undefined> {
    const { NetworkSettings } = await container.inspect();
    return NetworkSettings.Networks[this.network]?.IPAddress;
  }

  private imageOf(part: Part): string {
    return `citus-cluster/${part}:${this.purpose}-test`;
  }
}
