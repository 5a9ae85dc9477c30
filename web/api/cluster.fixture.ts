import { endpoints } from '../../topology/endpoints';
import { parseClusterConfig } from '../../topology/config/config';
import { managersOf } from '../../topology/managers';
import { allNodes, waysIn, type ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import type { ClusterState } from './cluster';

type Known = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

/** A cluster where the first node of each group is primary, and all is well. */
export function wellState(plan: ClusterPlan): Known {
  const primaries = new Set(plan.groups.map(({ nodes }) => nodes[0]?.name));
  const pooler = { healthy: true, poolSize: 32, load: null };
  const [coordinator] = plan.groups;
  return {
    ...{ kind: 'up', stack: 'dev', at: '2026-11-24T12:00:00.000Z', plan },
    status: {
      ...{ stack: 'dev', engine: 'citus', healthy: true, endpoints: endpoints(plan) },
      ...{ database: 'citus', user: 'citus', containers: [], reasons: [] },
      ...{ lostShards: 0, notices: [], acting: plan.manager.name, waysIn: [] },
      managers: managersOf(plan).map(({ name }) => ({ name, healthy: true })),
      nodes: allNodes(plan).map(({ name, container, group }) => {
        const isPrimary = primaries.has(name);
        return {
          ...{ name, container, group, lagBytes: isPrimary ? null : 0, synchronous: !isPrimary },
          role: isPrimary ? 'primary' : 'standby',
          state: isPrimary ? 'running' : 'streaming',
        };
      }),
      groups: plan.groups.map(({ group, name, nodes }) => ({
        ...{ group, name, primary: nodes[0]?.name ?? null, healthy: true, redundant: true },
      })),
      etcd: plan.etcd.map(({ name }) => ({ name, healthy: true })),
      pooler: { name: 'pooler', ...pooler },
      ...(plan.hosts && {
        hosts: plan.hosts.map(({ name }) => ({ name, answers: true })),
        waysIn: waysIn(plan).map((way) => ({
          loadBalancer: { name: way.loadBalancer.name, healthy: true },
          pooler: {
            ...{ ...pooler, name: way.pooler.name },
            load: { clients: 4, waiting: 0, connections: 2 },
          },
        })),
      }),
      rowsByWorker: plan.groups.slice(1).map(({ group, nodes }) => ({
        ...{ group, node: nodes[0]?.name ?? '', shards: 16, rows: 10, exact: true },
      })),
    },
    loadBalancer: [
      {
        ...{ name: 'write', sessions: 0 },
        servers: (coordinator?.nodes ?? []).map(({ name }, index) => ({
          ...{ name, words: '', sessions: 0, changedSecondsAgo: 1 },
          state: index === 0 ? 'up' : 'down',
        })),
      },
    ],
  };
}

/** A cluster where every `-a` is primary, and all is well. */
export const WELL = wellState(planCluster(parseClusterConfig('dev', {})));
