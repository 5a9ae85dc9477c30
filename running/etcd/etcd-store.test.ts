import { describe, expect, it } from 'vitest';
import { parseMembers } from './etcd-store';

describe('parseMembers', () => {
  it('reads what etcdctl prints, and passes over its warnings', () => {
    const output = [
      '{"level":"warn","ts":"2026-01-01T00:00:00Z","msg":"retrying of unary invoker failed"}',
      '6ca4042f1b217fe5, started, etcd-1, http://etcd-1:2380, http://etcd-1:2379, false',
      '7bc9d4ab1c0c6f2a, started, etcd-3, http://etcd-3:2380, http://etcd-3:2379,https://etcd-3:2379, true',
      '16534fb45d87261, unstarted, , http://etcd-2:2380, , true',
      '',
    ].join('\n');
    expect(parseMembers(output)).toEqual([
      {
        id: '6ca4042f1b217fe5',
        name: 'etcd-1',
        peerUrl: 'http://etcd-1:2380',
        clientUrl: 'http://etcd-1:2379',
        learner: false,
      },
      {
        id: '7bc9d4ab1c0c6f2a',
        name: 'etcd-3',
        peerUrl: 'http://etcd-3:2380',
        clientUrl: 'http://etcd-3:2379,https://etcd-3:2379',
        learner: true,
      },
      {
        id: '16534fb45d87261',
        name: '',
        peerUrl: 'http://etcd-2:2380',
        clientUrl: '',
        learner: true,
      },
    ]);
  });
});
