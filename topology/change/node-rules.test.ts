import { describe, expect, it } from 'vitest';
import { differences } from './differences';
import type { ExistingCluster } from './existing-cluster';
import { existingAs, only, planOf } from './existing.fixture';
import { removalsFor } from './removals';

describe('nodes of a group', () => {
  const [pairs, singles] = [{ 'workers.standbys': 1 }, { 'workers.standbys': 0 }];

  it('are added as copies', () => {
    expect(only(singles, pairs)).toMatchObject({ key: 'workers.standbys', effect: 'live' });
    expect(only({ coordinators: 1 }, { coordinators: 2 })).toMatchObject({ effect: 'live' });
  });

  it('go without a handover while the primary stays', () => {
    const existing = existingAs(planOf(pairs));
    const [difference] = differences(existing, planOf(singles));
    expect(difference).toMatchObject({
      key: 'workers.standbys',
      from: '1',
      to: '0',
      effect: 'rolling',
    });
    expect(difference?.what).toBe('worker-1-b goes; worker-2-b goes; worker-3-b goes');
    expect(removalsFor(existing, planOf(singles))).toEqual({ handovers: [], groups: [] });
  });

  /** The default cluster, where these nodes lead instead of their partners. */
  function ledBy(names: readonly string[], canTakeOver = true): ExistingCluster {
    const whole = existingAs(planOf());
    const leads = (name: string): boolean => names.includes(name);
    const partner = (name: string): string =>
      `${name.slice(0, -1)}${name.endsWith('a') ? 'b' : 'a'}`;
    return {
      ...whole,
      nodes: whole.nodes.map((node) => {
        if (leads(node.name)) return { ...node, role: 'primary', canTakeOver: false };
        return leads(partner(node.name)) ? { ...node, role: 'standby', canTakeOver } : node;
      }),
    };
  }

  it('hand over first where the primary would go', () => {
    const existing = ledBy(['worker-2-b']);
    expect(differences(existing, planOf(singles))[0]?.what).toContain(
      'worker-2-b hands over to worker-2-a, then worker-2-b goes',
    );
    expect(removalsFor(existing, planOf(singles)).handovers).toMatchObject([
      { group: 2, from: { name: 'worker-2-b' }, to: { name: 'worker-2-a' } },
    ]);
  });

  it('are refused where nobody who stays has all rows', () => {
    const [difference] = differences(ledBy(['coordinator-b'], false), planOf({ coordinators: 1 }));
    expect(difference).toMatchObject({ key: 'coordinators', effect: 'refused' });
    expect(difference?.what).toContain('coordinator-b is the primary, and no node that stays');
    expect(difference?.remedy).toContain('set it back to 2');
  });

  it('are refused where nobody says who leads', () => {
    const whole = existingAs(planOf());
    const nodes = whole.nodes.map((node) => ({
      ...node,
      role: 'unknown' as const,
      canTakeOver: false,
    }));
    const [difference] = differences({ ...whole, nodes }, planOf(singles));
    expect(difference).toMatchObject({ effect: 'refused' });
  });
});

describe('the consensus store', () => {
  const [three, one] = [{ 'etcd.members': 3 }, { 'etcd.members': 1 }];

  it.each([
    [three, one],
    [one, three],
  ])('changes member by member while it has a quorum', (before, after) => {
    expect(only(before, after)).toMatchObject({ key: 'etcd.members', effect: 'live' });
  });

  it.each([false, undefined])('is left alone without one', (hasQuorum) => {
    const etcd = { members: ['etcd-1', 'etcd-2', 'etcd-3'], hasQuorum };
    expect(only(three, one, { etcd })).toMatchObject({ effect: 'refused', from: '3', to: '1' });
  });
});
