import { describe, expect, it } from 'vitest';
import {
  observed,
  observedGroup,
  PLAN,
  PRIMARY,
  SEEN,
  STANDBY,
} from '../../manager/observe/observed.fixture';
import { statusDocument, type StatusDocument } from '../../manager/status-document';
import { isInService, replacementOrder } from './replacement-order';

function status(group = observedGroup(0)): StatusDocument {
  return statusDocument(PLAN, observed(group), SEEN);
}

describe('replacementOrder', () => {
  it('goes through the store, then group after group, the primary last', () => {
    expect(replacementOrder(PLAN, status(observedGroup(1, STANDBY, PRIMARY)))).toEqual([
      'etcd-1',
      'etcd-2',
      'etcd-3',
      'coordinator-b',
      'coordinator-a',
      'worker-1-a',
      'worker-1-b',
      'worker-2-b',
      'worker-2-a',
    ]);
  });

  it('begins a group with what is out of service', () => {
    const plan = { ...PLAN, etcd: [], groups: PLAN.groups.slice(1, 2) };
    const broken = status(observedGroup(1, { ...STANDBY, state: 'stopped' }, STANDBY));
    expect(replacementOrder(plan, broken)).toEqual(['worker-1-a', 'worker-1-b']);
  });

  it('ends a group with what joins it', () => {
    const plan = { ...PLAN, etcd: [], groups: PLAN.groups.slice(1, 2) };
    const { nodes, ...others } = status(observedGroup(1, PRIMARY, STANDBY));
    const known = nodes.filter(({ name }) => name !== 'worker-1-b');
    expect(replacementOrder(plan, { ...others, nodes: known })).toEqual([
      'worker-1-a',
      'worker-1-b',
    ]);
  });
});

describe('isInService', () => {
  it('wants a standby that streams, and a primary that waits for it', () => {
    expect(isInService(PLAN, status(), 'worker-1-b')).toBe(true);
    const asynchronous = { ...STANDBY, sync_standby: false };
    for (const standby of [{ ...STANDBY, state: 'starting' }, asynchronous]) {
      expect(isInService(PLAN, status(observedGroup(1, PRIMARY, standby)), 'worker-1-b')).toBe(
        false,
      );
    }
  });

  it('is not content with a node in a group without a primary', () => {
    const group = observedGroup(1, { ...PRIMARY, state: 'stopped' }, STANDBY);
    expect(isInService(PLAN, status(group), 'worker-1-b')).toBe(false);
  });

  it('wants no standby of a group that keeps no other node that the manager knows', () => {
    const document = status(observedGroup(1, PRIMARY, { ...STANDBY, state: 'stopped' }));
    const stays = PLAN.groups.map((group) =>
      group.group === 1 ? { ...group, nodes: group.nodes.slice(0, 1) } : group,
    );
    expect(isInService(PLAN, document, 'worker-1-a')).toBe(false);
    expect(isInService({ ...PLAN, groups: stays }, document, 'worker-1-a')).toBe(true);
  });

  it('takes the word of a member of the store', () => {
    const document = status();
    const etcd = [{ name: 'etcd-1', healthy: false }];
    expect(isInService(PLAN, document, 'etcd-1')).toBe(true);
    expect(isInService(PLAN, { ...document, etcd }, 'etcd-1')).toBe(false);
  });
});
