import { endpoints } from '../../topology/endpoints';
import { parseClusterConfig } from '../../topology/config/config';
import { allNodes, planCluster } from '../../topology/plan';
import type { ClusterState } from './cluster';

const plan = planCluster(parseClusterConfig('dev', {}));

/** A cluster where every `-a` is primary, and all is well. */
export const WELL: Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }> = {
  ...{ kind: 'up', stack: 'dev', at: '2026-11-24T12:00:00.000Z', plan },
  status: {
    ...{ stack: 'dev', engine: 'citus', healthy: true, endpoints: endpoints(plan) },
    ...{ database: 'citus', user: 'citus', containers: [], reasons: [] },
    ...{ lostShards: 0, notices: [], acting: 'manager', waysIn: [] },
    managers: [{ name: 'manager', healthy: true }],
    nodes: allNodes(plan).map(({ name, container, group }) => {
      const isPrimary = name.endsWith('-a');
      return {
        ...{ name, container, group, lagBytes: isPrimary ? null : 0, synchronous: !isPrimary },
        role: isPrimary ? 'primary' : 'standby',
        state: isPrimary ? 'running' : 'streaming',
      };
    }),
    groups: plan.groups.map(({ group, name }) => ({
      ...{ group, name, primary: `${name}-a`, healthy: true, redundant: true },
    })),
    etcd: plan.etcd.map(({ name }) => ({ name, healthy: true })),
    pooler: { name: 'pooler', healthy: true, poolSize: 32, load: null },
    rowsByWorker: plan.groups.slice(1).map(({ group, name }) => ({
      ...{ group, node: `${name}-a`, shards: 16, rows: 10, exact: true },
    })),
  },
  loadBalancer: [
    {
      ...{ name: 'write', sessions: 0 },
      servers: ['a', 'b'].map((letter) => ({
        ...{ name: `coordinator-${letter}`, words: '', sessions: 0, changedSecondsAgo: 1 },
        state: letter === 'a' ? 'up' : 'down',
      })),
    },
  ],
};
