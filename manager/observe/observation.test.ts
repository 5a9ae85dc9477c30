import { describe, expect, it } from 'vitest';
import { etcdReasons, groupReasons } from './observation';
import { observedGroup, PLAN, PRIMARY, STANDBY } from './observed.fixture';

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
  const members = (...healthy: boolean[]) =>
    PLAN.etcd.map((member, index) => ({ member, healthy: healthy[index] ?? false }));

  it('names a member that is down', () => {
    expect(etcdReasons(members(true, true, true))).toEqual([]);
    expect(etcdReasons(members(true, false, true))).toEqual(['etcd-2 does not answer']);
  });

  it('says what a lost majority means', () => {
    expect(etcdReasons(members(true, false, false))).toEqual([
      'etcd has no majority: 1 of 3 members works; no failover until then',
    ]);
  });
});
