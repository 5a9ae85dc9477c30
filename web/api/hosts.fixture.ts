import { parseClusterConfig, type RawConfig } from '../../topology/config/config';
import { waysIn } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { wellState } from './cluster.fixture';
import type { ClusterState } from './cluster';
import { partsOn } from '../../topology/hosts/parts-on';

type Known = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

/**
 * A cluster on hosts of which each has its load balancer in use.
 *
 * @param names of the hosts
 * @param zones of the hosts, in their order; default one a host
 */
export function wellOnHosts(
  names: readonly string[],
  zones: readonly string[] = names,
  config: RawConfig = {},
): Known {
  const hosts = Object.fromEntries(
    names.map((name, index) => {
      const address = `10.0.0.${index + 1}`;
      return [name, { docker: `tcp://${address}:2376`, address, zone: zones[index] }];
    }),
  );
  const plan = planCluster(parseClusterConfig('dev', { hosts, 'workers.count': 4, ...config }));
  const loadBalancers = waysIn(plan).map(({ loadBalancer: { name } }, index) => ({
    ...{ name, sessions: index },
  }));
  return { ...wellState(plan), loadBalancers };
}

/** What is told of a cluster while one of its hosts is silent, before anything has taken over. */
export function withSilentHost(state: Known, host: string): Known {
  const { plan, status } = state;
  const parts = partsOn(plan, host);
  const isLost = ({ name }: { readonly name: string }) => parts.some((part) => part.name === name);
  const nodes = status.nodes.map((node) =>
    isLost(node)
      ? {
          ...{ ...node, role: 'unknown' as const, state: 'unreachable', lagBytes: null },
          synchronous: false,
        }
      : node,
  );
  const unless = <T extends { readonly name: string; readonly healthy: boolean }>(part: T): T =>
    isLost(part) ? { ...part, healthy: false } : part;
  return {
    ...state,
    status: {
      ...{ ...status, nodes, healthy: false },
      reasons: [`host ${host} does not answer: ${parts.map(({ name }) => name).join(', ')}`],
      hosts: (status.hosts ?? []).map((one) => ({ ...one, answers: one.name !== host })),
      groups: status.groups.map((group) => {
        const { nodes: members = [] } = plan.groups.find((one) => one.group === group.group) ?? {};
        if (!members.some(isLost)) return group;
        const isLed = members.some((node) => node.name === group.primary && !isLost(node));
        return {
          ...group,
          healthy: false,
          redundant: false,
          primary: isLed ? group.primary : null,
        };
      }),
      etcd: status.etcd.map(unless),
      managers: status.managers.map(unless),
      acting: status.managers.find((manager) => !isLost(manager))?.name ?? null,
      waysIn: status.waysIn.map(({ loadBalancer, pooler }) => ({
        loadBalancer: unless(loadBalancer),
        pooler: isLost(pooler) ? { ...unless(pooler), load: null } : pooler,
      })),
    },
    loadBalancers: (state.loadBalancers ?? []).map((one) =>
      isLost(one) ? { ...one, sessions: null } : one,
    ),
  };
}
