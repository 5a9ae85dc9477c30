import { backedUpPort } from './backup/backup-plan';
import { allNodes, waysIn, type ClusterPlan, type ContainerPlan } from './plan';

/** A port that a container listens at on its host. */
export interface HostPort {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Name of the container. */
  readonly name: string;
  /** The config key that sets it. */
  readonly key: string;
}

/** Every port at which containers listen on their hosts; none in a cluster on one host. */
export function hostPorts(plan: ClusterPlan): HostPort[] {
  const at = (
    { name, host, address }: ContainerPlan,
    key: string,
    ports: readonly number[],
  ): HostPort[] =>
    host === undefined || address === undefined
      ? []
      : ports.map((port) => ({ host, address, port, name, key }));
  const base = 'network.basePort';
  return [
    ...plan.etcd.flatMap((member) => at(member, base, [member.clientPort, member.peerPort])),
    ...allNodes(plan).flatMap((node) => at(node, base, [node.postgresPort, node.patroniPort])),
    ...waysIn(plan).flatMap(({ loadBalancer, pooler, manager }) => [
      ...Object.entries(loadBalancer.ports).flatMap(([port, { external }]) =>
        at(loadBalancer, `ports.${port}`, [external]),
      ),
      ...at(pooler, 'ports.pooled', [pooler.port.external]),
      ...at(manager, 'ports.manager', [manager.port.external]),
    ]),
    ...backupPorts(plan).flatMap(([container, ports]) => at(container, base, ports)),
  ];
}

function backupPorts(plan: ClusterPlan): (readonly [ContainerPlan, readonly number[]])[] {
  const { backup } = plan;
  if (backup === undefined) return [];
  return [
    ...backup.repositories.map((one) => [one, [one.port, one.agentPort]] as const),
    ...allNodes(plan).map((node) => [node, [backedUpPort(backup, node)]] as const),
  ];
}

/** Every host port that the cluster publishes, with the config key that sets it. */
export function publishedPorts(
  plan: ClusterPlan,
): { key: string; container: string; external: number }[] {
  const { loadBalancer, pooler, manager } = plan;
  return [
    ...Object.entries(loadBalancer.ports).map(([name, { external }]) => ({
      key: `ports.${name}`,
      container: loadBalancer.container,
      external,
    })),
    { key: 'ports.pooled', container: pooler.container, external: pooler.port.external },
    { key: 'ports.manager', container: manager.container, external: manager.port.external },
    ...allNodes(plan).flatMap(({ container, published }) =>
      published === undefined
        ? []
        : [{ key: 'ports.coordinators', container, external: published.external }],
    ),
  ];
}
