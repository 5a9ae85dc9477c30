import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from './config/config';
import {
  bootstrapOf,
  membershipRefusal,
  NO_STORE,
  stepAfterStart,
  stepBeforeStart,
  surplusStep,
  type FoundStore,
  type StoreMember,
} from './etcd-membership';
import type { ClusterPlan, EtcdMemberPlan } from './plan';
import { planCluster } from './plan-cluster';
import { firstBootstrap, type EtcdBootstrap } from './rendering/etcd';

const ONE = planWith(1);
const THREE = planWith(3);

function planWith(members: number, mode = 'off'): ClusterPlan {
  return planCluster(parseClusterConfig('test', { 'etcd.members': members, 'tls.mode': mode }));
}

function planned(number: number): EtcdMemberPlan {
  const member = THREE.etcd[number - 1];
  if (member === undefined) throw new Error(`no etcd-${number}`);
  return member;
}

function voter(number: number): StoreMember {
  return {
    id: `a${number}`,
    name: `etcd-${number}`,
    peerUrl: `http://etcd-${number}:2380`,
    clientUrl: `http://etcd-${number}:2379`,
    learner: false,
  };
}

/** A member that was added and whose container has not started yet. */
function expected(number: number): StoreMember {
  return { ...voter(number), id: `b${number}`, name: '', clientUrl: '', learner: true };
}

/** A store that serves; each member has a container made with the first bootstrap of three. */
function serving(members: readonly StoreMember[]): FoundStore {
  return {
    containers: members.map(({ name }) => ({
      name,
      running: true,
      bootstrap: firstBootstrap(THREE),
    })),
    volumes: members.map(({ name }) => `citus-test-${name}`),
    databases: true,
    members,
  };
}

describe('a store that grows', () => {
  it('is told of a member before its container starts, and not twice', () => {
    expect(stepBeforeStart(THREE, planned(2), [voter(1)])).toMatchObject({
      action: 'add',
      name: 'etcd-2',
      peerUrl: 'http://etcd-2:2380',
    });
    expect(stepBeforeStart(THREE, planned(2), [voter(1), expected(2)])).toBeUndefined();
  });

  it('knows a member that is to speak TLS by its new address before it does, and back', () => {
    const secure = planWith(3, 'on');
    const updated = { ...voter(2), peerUrl: 'https://etcd-2:2380' };
    expect(stepBeforeStart(secure, planned(2), [voter(1), voter(2)])).toEqual({
      ...updated,
      action: 'update',
    });
    expect(stepBeforeStart(secure, planned(2), [voter(1), updated])).toBeUndefined();
    expect(stepBeforeStart(THREE, planned(2), [voter(1), updated])).toMatchObject({
      ...{ action: 'update', peerUrl: 'http://etcd-2:2380' },
    });
  });

  it('forgets a member whose data are gone, and takes the new one under another id', () => {
    const members = [voter(1), voter(2), voter(3)];
    expect(stepBeforeStart(THREE, planned(2), members, 'a2')).toMatchObject({
      action: 'remove',
      id: 'a2',
    });
    expect(stepBeforeStart(THREE, planned(2), [voter(1), voter(3)], 'a2')).toMatchObject({
      action: 'add',
    });
    expect(
      stepBeforeStart(THREE, planned(2), [voter(1), expected(2), voter(3)], 'a2'),
    ).toBeUndefined();
  });

  it('gives a vote to a member that serves, and to no other', () => {
    expect(stepAfterStart(planned(2), [voter(1), expected(2)])).toBeUndefined();
    expect(stepAfterStart(planned(2), [voter(1), voter(2)])).toBeUndefined();
    const learner = { ...voter(2), learner: true };
    expect(stepAfterStart(planned(2), [voter(1), learner])).toMatchObject({
      action: 'promote',
      id: 'a2',
    });
  });
});

describe('a store that shrinks', () => {
  it('loses one member after the other, the last first', () => {
    const running = ['etcd-1', 'etcd-2', 'etcd-3'];
    const members = [voter(1), voter(2), voter(3)];
    expect(surplusStep(ONE, members, running)).toMatchObject({ action: 'remove', id: 'a3' });
    expect(surplusStep(ONE, members.slice(0, 2), running)).toMatchObject({ id: 'a2' });
    expect(surplusStep(ONE, members.slice(0, 1), running)).toBeUndefined();
  });

  it('loses a member that does not run first: it is missed by the majority', () => {
    const members = [voter(1), voter(2), voter(3)];
    expect(surplusStep(ONE, members, ['etcd-1', 'etcd-3'])).toMatchObject({ id: 'a2' });
  });

  it('loses one that was added and never started, by the address that it was to have', () => {
    expect(surplusStep(ONE, [voter(1), expected(2)], ['etcd-1'])).toMatchObject({
      name: 'etcd-2',
      id: 'b2',
    });
  });

  it('keeps all while one that is to stay has no vote', () => {
    const learner = { ...voter(1), learner: true };
    expect(() => surplusStep(ONE, [learner, voter(2), voter(3)], [])).toThrow('etcd-1');
  });
});

describe('what a container is made with', () => {
  it('is a new store of all members where there is none', () => {
    expect(bootstrapOf(THREE, planned(2), NO_STORE)).toEqual({
      state: 'new',
      cluster: 'etcd-1=http://etcd-1:2380,etcd-2=http://etcd-2:2380,etcd-3=http://etcd-3:2380',
    });
  });

  it('stays as it is where the other members change', () => {
    for (const members of [[voter(1)], [voter(1), voter(2), expected(3)], undefined]) {
      const found = { ...serving([voter(1)]), members };
      expect(bootstrapOf(ONE, planned(1), found)).toEqual(firstBootstrap(THREE));
    }
  });

  it('is the store that is there, under the id it was added with', () => {
    const found = { ...serving([voter(1)]), members: [voter(1), expected(2)] };
    const bootstrap: EtcdBootstrap = {
      state: 'existing',
      cluster: 'etcd-1=http://etcd-1:2380,etcd-2=http://etcd-2:2380',
      joinedAs: 'b2',
    };
    expect(bootstrapOf(THREE, planned(2), found)).toEqual(bootstrap);
    // Cut off before the container started, the next deployment makes the same.
    const container = { name: 'etcd-2', running: true, bootstrap };
    const again = { ...found, containers: [...found.containers, container] };
    expect(bootstrapOf(THREE, planned(2), again)).toEqual(bootstrap);
  });

  it('is another one for a member that was removed and added again', () => {
    const found = serving([voter(1), voter(2), voter(3)]);
    const members = [voter(1), voter(2), expected(3)];
    expect(bootstrapOf(THREE, planned(3), { ...found, members })).toMatchObject({
      state: 'existing',
      joinedAs: 'b3',
    });
  });

  it('leaves the data alone where a container is made anew for a member that has them', () => {
    const found = { ...serving([voter(1), voter(2), voter(3)]), containers: [] };
    const { state, joinedAs } = bootstrapOf(THREE, planned(3), found);
    expect([state, joinedAs]).toEqual(['existing', undefined]);
  });
});

describe('membershipRefusal', () => {
  const silent = (containers: FoundStore['containers'], databases = true): FoundStore => ({
    containers,
    volumes: containers.map(({ name }) => `citus-test-${name}`),
    databases,
    members: undefined,
  });
  const container = (number: number, plan: ClusterPlan, running = true) => ({
    name: `etcd-${number}`,
    running,
    bootstrap: firstBootstrap(plan),
  });

  it.each([
    ['a stack without a store', THREE, NO_STORE],
    ['a change of one that serves', THREE, serving([voter(1)])],
    ['members that stay, though none answers', ONE, silent([container(1, ONE, false)])],
    ['a first deployment that was cut off', THREE, silent([container(1, THREE)], false)],
    [
      'volumes that were kept',
      THREE,
      { ...NO_STORE, volumes: THREE.etcd.map(({ volume }) => volume) },
    ],
  ])('lets pass %s', (_, plan, found) => {
    expect(membershipRefusal(plan, found)).toBeUndefined();
  });

  it.each([
    ['a member more', THREE, silent([container(1, ONE)])],
    ['a member more, the first not running', THREE, silent([container(1, ONE, false)])],
    ['fewer members', ONE, silent([1, 2, 3].map((number) => container(number, THREE)))],
    ['members that were there before', THREE, silent([container(1, THREE)])],
  ])('refuses %s where there is no majority', (_, plan, found) => {
    expect(membershipRefusal(plan, found)?.message).toMatch(/no majority.*npm run status/);
  });

  it('refuses new members beside the kept data of others', () => {
    const found = { ...NO_STORE, volumes: ['citus-test-etcd-1'] };
    expect(membershipRefusal(THREE, found)?.message).toMatch(/second store.*etcd\.members 1/);
  });
});
