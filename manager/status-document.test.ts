import { describe, expect, it } from 'vitest';
import {
  observed,
  observedGroup,
  PLAN,
  PRIMARY,
  SEEN,
  WAY,
  STANDBY,
} from './observe/observed.fixture';
import { statusDocument } from './status-document';
import { describeAuthorities } from './tls/authority-status';

describe('statusDocument', () => {
  it('is healthy when every node runs and set-up is complete', () => {
    const status = statusDocument(PLAN, observed(), SEEN);
    expect(status).toMatchObject({ stack: 'test', engine: 'citus', healthy: true, reasons: [] });
    expect(status.nodes.map(({ name, role }) => [name, role])).toEqual([
      ['coordinator-a', 'primary'],
      ['coordinator-b', 'standby'],
      ['worker-1-a', 'primary'],
      ['worker-1-b', 'standby'],
      ['worker-2-a', 'primary'],
      ['worker-2-b', 'standby'],
    ]);
    expect(status.groups.map(({ primary }) => primary)).toEqual([
      'coordinator-a',
      'worker-1-a',
      'worker-2-a',
    ]);
  });

  it('tells how far a standby is behind and whether commits wait for it', () => {
    const group = observedGroup(
      1,
      {
        ...PRIMARY,
        xlog: { location: 5000 },
      },
      { ...STANDBY, xlog: { replayed_location: 4200 } },
    );
    const { nodes } = statusDocument(PLAN, observed(group), SEEN);
    expect(nodes[2]).toMatchObject({ name: 'worker-1-a', lagBytes: null, synchronous: false });
    expect(nodes[3]).toMatchObject({ name: 'worker-1-b', lagBytes: 800, synchronous: true });
  });

  it('says why it is not healthy', () => {
    const status = statusDocument(
      PLAN,
      observed(observedGroup(2, { ...PRIMARY, state: 'stopped' })),
      { ...SEEN, setUpReasons: ['worker-2 has no primary', 'worker-2 is not registered'] },
    );
    expect(status.healthy).toBe(false);
    expect(status.reasons).toEqual([
      'worker-2 has no primary',
      'worker-2-a is stopped',
      'worker-2 is not registered',
    ]);
    expect(status.groups[2]).toMatchObject({ primary: null, healthy: false });
  });

  it('knows nothing of a node that does not answer', () => {
    const silent = { ...observedGroup(2) };
    const [first, second] = silent.nodes;
    if (first === undefined || second === undefined) throw new Error('two nodes expected');
    const group = { ...silent, nodes: [first, { ...second, report: undefined }] };
    const { nodes, reasons } = statusDocument(PLAN, observed(group), SEEN);
    expect(nodes[5]).toMatchObject({ role: 'unknown', state: 'unreachable', lagBytes: null });
    expect(reasons).toEqual([
      'worker-2-b does not answer',
      'worker-2 has no synchronous standby: its primary acknowledges writes alone',
    ]);
  });

  it('says that redundancy is lost, and what that means', () => {
    const asynchronous = observedGroup(1, { ...PRIMARY, replication: [] });
    const status = statusDocument(PLAN, observed(asynchronous), SEEN);
    expect(status.healthy).toBe(false);
    expect(status.groups.map(({ redundant }) => redundant)).toEqual([true, false, true]);
    expect(status.reasons).toEqual([
      'worker-1 has no synchronous standby: its primary acknowledges writes alone',
    ]);
    const strict = statusDocument(
      { ...PLAN, synchronousMode: 'strict' },
      observed(asynchronous),
      SEEN,
    );
    expect(strict.reasons).toEqual(['worker-1 has no synchronous standby: its writes wait']);
    const off = statusDocument({ ...PLAN, synchronousMode: 'off' }, observed(asynchronous), SEEN);
    expect(off).toMatchObject({ healthy: true, reasons: [] });
  });

  it('tells of a member of the consensus store that is down', () => {
    const { etcd, ...observation } = observed();
    const down = etcd.map((one, index) => ({ ...one, healthy: index !== 2 }));
    const status = statusDocument(PLAN, { ...observation, etcd: down }, SEEN);
    expect(status.reasons).toEqual(['etcd-3 does not answer']);
    expect(status.etcd[2]).toEqual({ name: 'etcd-3', healthy: false });
  });

  it('tells what the pooler carries, or that it is down', () => {
    const load = { clients: 500, waiting: 3, connections: 32 };
    expect(
      statusDocument(PLAN, observed(), { ...SEEN, ways: [{ ...WAY, pooler: load }] }),
    ).toMatchObject({
      healthy: true,
      pooler: { name: 'pooler', healthy: true, poolSize: 32, load },
    });
    const down = statusDocument(PLAN, observed(), {
      ...SEEN,
      ways: [{ ...WAY, pooler: undefined }],
    });
    expect(down.reasons).toEqual(['pooler does not answer']);
    expect(down.pooler).toMatchObject({ healthy: false, load: null });
  });

  it('tells of a manager that is down, and who acts', () => {
    const manager = { ...PLAN.manager, name: 'manager-h2' };
    const several = { ...PLAN, ingress: [PLAN, { ...PLAN, manager }] };
    const others = [{ manager, findings: undefined }];
    const status = statusDocument(several, observed(), { ...SEEN, others, acting: null });
    expect(status).toMatchObject({
      ...{ healthy: false, reasons: ['manager-h2 does not answer'], acting: null },
      managers: [
        { name: 'manager', healthy: true },
        { name: 'manager-h2', healthy: false },
      ],
    });
  });

  it('says that nobody who writes gets in, unless the reason for it is told already', () => {
    const unserved = { ...SEEN, ways: [{ ...WAY, loadBalancer: { servesPrimary: false } }] };
    const reason = 'load-balancer serves no primary at its write port';
    expect(statusDocument(PLAN, observed(), unserved).reasons).toEqual([reason]);
    const leaderless = observed(observedGroup(0, { ...PRIMARY, state: 'stopped' }));
    expect(statusDocument(PLAN, leaderless, unserved).reasons).not.toContain(reason);
    const silent = statusDocument(PLAN, observed(), {
      ...SEEN,
      ways: [{ ...WAY, loadBalancer: undefined }],
    });
    expect(silent.reasons).toEqual(['load-balancer does not answer']);
  });

  it('tells what could not be asked for its certificate from what is down', () => {
    const { etcd, ...observation } = observed();
    const [first, second] = observedGroup(2).nodes;
    if (first === undefined || second === undefined) throw new Error('two nodes expected');
    const node = { ...second, report: undefined, expired: true };
    const group = { ...observedGroup(2), nodes: [first, node] };
    const store = etcd.map((one, n) => (n === 1 ? { ...one, healthy: false, expired: true } : one));
    const { reasons } = statusDocument(
      PLAN,
      { ...observation, groups: [group], etcd: store },
      { ...SEEN, ways: [{ ...WAY, pooler: 'expired' }] },
    );
    const says = (name: string): string =>
      `${name} can't be asked: its certificate, or its authority's, has expired`;
    expect(reasons).toEqual(expect.arrayContaining(['worker-2-b', 'etcd-2', 'pooler'].map(says)));
    expect(reasons.join()).not.toContain('does not answer');
  });

  it('tells of certificates where there are any', () => {
    expect(statusDocument(PLAN, observed(), SEEN)).not.toHaveProperty('certificates');
    const certificates = [{ container: 'pooler', port: 6432, error: 'it takes no TLS' }];
    const status = statusDocument(PLAN, observed(), { ...SEEN, certificates });
    expect(status).toMatchObject({ healthy: true, certificates });
    const authorities = describeAuthorities('', 0);
    expect(statusDocument(PLAN, observed(), { ...SEEN, authorities })).toMatchObject({
      authorities,
    });
  });
});
