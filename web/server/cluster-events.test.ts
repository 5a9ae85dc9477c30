import { describe, expect, it } from 'vitest';
import { endpoints } from '../../topology/endpoints';
import { parseClusterConfig } from '../../topology/config/config';
import { allNodes, planCluster } from '../../topology/plan';
import type { ClusterState } from '../api/cluster';
import { clusterEvents } from './cluster-events';

type Up = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

const plan = planCluster(parseClusterConfig('dev', {}));

/** A cluster where every `-a` is primary. */
const well: Up = {
  ...{ kind: 'up', stack: 'dev', at: '2026-11-24T12:00:00.000Z', plan },
  status: {
    ...{ stack: 'dev', engine: 'citus', healthy: true, endpoints: endpoints(plan) },
    ...{ database: 'citus', user: 'citus', containers: [], reasons: [] },
    ...{ lostShards: 0, notices: [] },
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

const told = (change: Partial<Up['status']>, more: Partial<Up> = {}): string[] =>
  clusterEvents(well, { ...well, ...more, status: { ...well.status, ...change } }).map(
    ({ tone, text }) => `${tone}: ${text}`,
  );

describe('clusterEvents', () => {
  it('tells nothing where only lag and time change', () => {
    const nodes = well.status.nodes.map((node) => ({ ...node, lagBytes: 96 }));
    expect(told({ nodes }, { at: '2026-11-24T12:00:01.000Z' })).toEqual([]);
  });

  it('tells who is primary, and that nobody is', () => {
    const withPrimary = (primary: string | null) =>
      well.status.groups.map((group) => (group.group === 1 ? { ...group, primary } : group));
    expect(told({ groups: withPrimary('worker-1-b') })).toEqual([
      'good: worker-1-b is primary of worker-1 (was worker-1-a)',
    ]);
    expect(told({ groups: withPrimary(null) })).toEqual([
      'bad: worker-1 has no primary (was worker-1-a)',
    ]);
  });

  it('tells of nodes, of synchronous standbys, of etcd and of the load balancer', () => {
    const nodes = well.status.nodes.map((node) =>
      node.name === 'worker-2-b' ? { ...node, state: 'unreachable', synchronous: false } : node,
    );
    const etcd = well.status.etcd.map((one, i) => ({ ...one, healthy: i > 0 }));
    expect(told({ nodes, etcd }, { loadBalancer: [] })).toEqual([
      'bad: worker-2-b does not answer',
      'bad: worker-2-b is no synchronous standby any more',
      'bad: etcd-1 does not answer',
    ]);
    const servers = well.loadBalancer?.[0]?.servers ?? [];
    const swapped = servers.map((one) => ({
      ...one,
      state: one.state === 'up' ? ('down' as const) : ('up' as const),
    }));
    expect(told({}, { loadBalancer: [{ name: 'write', sessions: 0, servers: swapped }] })).toEqual([
      'neutral: the load balancer leads write to coordinator-b',
    ]);
  });

  it('tells when the manager is gone, and nothing of what it would have told', () => {
    const gone: ClusterState = {
      ...well,
      kind: 'no-manager',
      status: { ...well.status, nodes: [] },
    };
    expect(clusterEvents(well, gone)).toEqual([
      {
        ...{ at: well.at, stack: 'dev', kind: 'reachable', tone: 'bad' },
        text: 'the manager does not answer',
      },
    ]);
    expect(clusterEvents(gone, well)).toHaveLength(1);
  });
});
