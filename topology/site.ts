import type { ClusterConfig, ContainerResources, ContainerRole } from './config/cluster-config';
import type { ContainerPlan } from './plan';

/** Of a daemon of some megabytes and its shell script. */
const SMALL: ContainerResources = { memoryMiB: 64, cpus: undefined };

/** Names containers, and says where each is reached. */
export class Site {
  constructor(
    private readonly config: ClusterConfig,
    private readonly prefix: string,
  ) {}

  /**
   * @param part what it is called where there is one host, e.g. `worker-1-a`
   * @param host the host that it stands on, whose name takes the place of a letter or number
   */
  container(part: string, role: ContainerRole | 'floatingAddress', host?: string): ContainerPlan {
    const name = host === undefined ? part : `${part}-${host}`;
    const container = `${this.prefix}-${name}`;
    const resources = role === 'floatingAddress' ? SMALL : this.config.resources[role];
    if (host === undefined) return { name, container, resources };
    const address = this.config.hosts.find((one) => one.name === host)?.address;
    return { name, container, resources, host, address };
  }

  /**
   * A port of nodes: containers of one host share its ports, and a node keeps its group's on any host.
   *
   * @param usual where each container has ports of its own
   * @param slot which one after the first
   */
  port(usual: number, slot: number): number {
    return this.config.hosts.length === 0 ? usual : this.config.basePort + slot;
  }
}
