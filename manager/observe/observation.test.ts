import { describe, expect, it } from 'vitest';
import { etcdReasons, groupReasons } from './observation';
import { listedMembers, observedGroup, PLAN, PRIMARY, STANDBY } from './observed.fixture';
import type { ListedMember } from './store-members';

describe('a group that was observed', () => {
  it('has the primary that says so, and no complaint when all run', () => {
    const group = observedGroup(1);
    expect(group.primary?.node.name).toBe('worker-1-a');
    expect(groupReasons(group)).toEqual([]);
  });

  it('has no primary while the one that was is starting', () => {
    const group = observedGroup(1, { ...PRIMARY, state: 'starting' });
    expect(group.primary).toBeUndefined();
    expect(groupReasons(group)).toEqual(['worker-1 has no primary', 'worker-1-a is starting']);
  });

  it('has no primary to act on when two say that they are', () => {
    const group = observedGroup(1, PRIMARY, PRIMARY);
    expect(group.primary).toBeUndefined();
    expect(groupReasons(group)).toEqual(['worker-1 has 2 primaries: worker-1-a and worker-1-b']);
  });

  it('complains of a standby that runs without following', () => {
    const group = observedGroup(1, PRIMARY, {
      ...STANDBY,
      replication_state: 'in archive recovery',
    });
    expect(groupReasons(group)).toEqual(['worker-1-b is in archive recovery']);
    const silent = { state: STANDBY.state, role: STANDBY.role };
    expect(groupReasons(observedGroup(1, PRIMARY, silent))).toEqual([
      'worker-1-b does not stream from a primary',
    ]);
  });

  it('follows a primary to the other node', () => {
    const group = observedGroup(2, STANDBY, PRIMARY);
    expect(group.primary?.node.name).toBe('worker-2-b');
    expect(groupReasons(group)).toEqual([]);
  });
});

describe('etcdReasons', () => {
  const store = (healthy: readonly boolean[], storeMembers: ListedMember[] = listedMembers()) => ({
    etcd: PLAN.etcd.map((member, index) => ({ member, healthy: healthy[index] ?? false })),
    storeMembers,
  });
  const all = [true, true, true];

  it('names a member that is down', () => {
    expect(etcdReasons(store(all))).toEqual([]);
    expect(etcdReasons(store([true, false, true]))).toEqual(['etcd-2 does not answer']);
  });

  it('says what a lost majority means', () => {
    expect(etcdReasons(store([true, false, false]))).toEqual([
      'etcd has no majority: 1 of 3 members works; no failover until then',
    ]);
  });

  it('tells members that the store itself lacks, or has besides', () => {
    const [first, second] = listedMembers() as [ListedMember, ListedMember];
    const stranger = { peerUrl: 'http://etcd-9:2380', learner: false };
    expect(etcdReasons(store(all, [first, { ...second, learner: true }, stranger]))).toEqual([
      'etcd-2 has no vote in the consensus store yet',
      'etcd-3 is no member of the consensus store',
      'the consensus store has a member that is not planned: http://etcd-9:2380',
    ]);
  });

  it('says nothing of members where the store does not tell', () => {
    expect(etcdReasons({ ...store(all), storeMembers: undefined })).toEqual([]);
  });
});
