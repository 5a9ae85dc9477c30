import { describe, expect, it } from 'vitest';
import type { ClusterState } from '../api/cluster';
import { WELL } from '../api/cluster.fixture';
import { clusterEvents } from './cluster-events';

type Up = Extract<ClusterState, { readonly kind: 'up' | 'no-manager' }>;

const told = (change: Partial<Up['status']>, more: Partial<Up> = {}): string[] =>
  clusterEvents(WELL, { ...WELL, ...more, status: { ...WELL.status, ...change } }).map(
    ({ tone, text }) => `${tone}: ${text}`,
  );

describe('clusterEvents', () => {
  it('tells nothing where only lag and time change', () => {
    const nodes = WELL.status.nodes.map((node) => ({ ...node, lagBytes: 96 }));
    expect(told({ nodes }, { at: '2026-11-24T12:00:01.000Z' })).toEqual([]);
  });

  it('tells who is primary, and that nobody is', () => {
    const withPrimary = (primary: string | null) =>
      WELL.status.groups.map((group) => (group.group === 1 ? { ...group, primary } : group));
    expect(told({ groups: withPrimary('worker-1-b') })).toEqual([
      'good: worker-1-b is primary of worker-1 (was worker-1-a)',
    ]);
    expect(told({ groups: withPrimary(null) })).toEqual([
      'bad: worker-1 has no primary (was worker-1-a)',
    ]);
  });

  it('tells of nodes, of synchronous standbys, of etcd and of the load balancer', () => {
    const nodes = WELL.status.nodes.map((node) =>
      node.name === 'worker-2-b' ? { ...node, state: 'unreachable', synchronous: false } : node,
    );
    const etcd = WELL.status.etcd.map((one, i) => ({ ...one, healthy: i > 0 }));
    expect(told({ nodes, etcd }, { loadBalancer: [] })).toEqual([
      'bad: worker-2-b does not answer',
      'bad: worker-2-b is no synchronous standby any more',
      'bad: etcd-1 does not answer',
    ]);
    const servers = WELL.loadBalancer?.[0]?.servers ?? [];
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
      ...WELL,
      kind: 'no-manager',
      status: { ...WELL.status, nodes: [] },
    };
    expect(clusterEvents(WELL, gone)).toEqual([
      {
        ...{ at: WELL.at, stack: 'dev', kind: 'reachable', tone: 'bad' },
        text: 'the manager does not answer',
      },
    ]);
    expect(clusterEvents(gone, WELL)).toHaveLength(1);
  });
});
