import { describe, expect, it } from 'vitest';
import { AT_REST, type MovesStatus } from '../../manager/moves/moves-status';
import { MOVING } from '../../manager/moves/moves-status.fixture';
import type { ClusterState } from '../api/cluster';
import { WELL } from '../api/cluster.fixture';
import { wellOnHosts, withSilentHost } from '../api/hosts.fixture';
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

  it('tells when shards begin to move, and that they are where they are to be', () => {
    const { status } = WELL;
    const between = (was: MovesStatus, is: MovesStatus): string[] =>
      clusterEvents(
        { ...WELL, status: { ...status, moves: was } },
        { ...WELL, status: { ...status, moves: is } },
      ).map(({ tone, text }) => `${tone}: ${text}`);
    const over = { ...AT_REST, done: 3, total: 3 };
    expect(between(AT_REST, MOVING)).toEqual([
      'neutral: shards move: worker-3 holds 1 of 5 shards',
    ]);
    expect(between(MOVING, over)).toEqual(['good: moves of shards are at rest after 3 moves']);
    expect(between(MOVING, { ...MOVING, secondsLeft: 1 })).toEqual([]);
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

  it('tells of a silent host, its way in, and who acts then', () => {
    const state = wellOnHosts(['h1', 'h2', 'h3']);
    const silent = withSilentHost(state, 'h1');
    const texts = (before: Up, after: Up): string[] =>
      clusterEvents(before, after).map(({ tone, text }) => `${tone}: ${text}`);
    expect(texts(state, silent)).toEqual(
      expect.arrayContaining([
        'bad: host h1 does not answer',
        'bad: load-balancer-h1 does not answer',
        'bad: pooler-h1 does not answer',
        'good: manager-h2 acts (was manager-h1)',
      ]),
    );
    expect(texts(silent, state)).toEqual(
      expect.arrayContaining(['good: host h1 answers', 'good: load-balancer-h1 answers']),
    );
    const none = { ...state, status: { ...state.status, acting: null } };
    expect(texts(state, none)).toEqual(['bad: no manager acts (was manager-h1)']);
  });
});
