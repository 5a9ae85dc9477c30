import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { endpoints } from '../topology/endpoints';
import { planCluster } from '../topology/plan';
import type { StackStatus } from '../running/read-status';
import { statusTable } from './status-table';

const plan = planCluster(parseClusterConfig('dev', {}));

const STATUS: StackStatus = {
  stack: 'dev',
  engine: 'citus',
  healthy: true,
  endpoints: endpoints(plan),
  database: 'citus',
  user: 'citus',
  nodes: [
    {
      name: 'coordinator-a',
      container: 'citus-dev-coordinator-a',
      group: 0,
      role: 'primary',
      state: 'running',
      lagBytes: null,
      synchronous: false,
    },
    {
      name: 'coordinator-b',
      container: 'citus-dev-coordinator-b',
      group: 0,
      role: 'standby',
      state: 'streaming',
      lagBytes: 98_304,
      synchronous: true,
    },
  ],
  groups: [],
  etcd: [],
  pooler: {
    name: 'pooler',
    healthy: true,
    poolSize: 32,
    load: { clients: 500, waiting: 3, connections: 12 },
  },
  reasons: [],
  lostShards: 0,
  notices: [],
  rowsByWorker: [
    { group: 1, node: 'worker-1-a', shards: 16, rows: 333_000, exact: true },
    { group: 2, node: 'worker-2-b', shards: 16, rows: 334_000, exact: false },
  ],
  containers: [],
};

describe('statusTable', () => {
  it('shows nodes, rows by worker, the pooler and endpoints', () => {
    expect(statusTable(STATUS, plan)).toBe(`Stack dev (citus): healthy

node           group  role                   state      lag
coordinator-a  0      primary                running
coordinator-b  0      standby (synchronous)  streaming  96.0 KiB

rows on   primary     shards  rows
worker 1  worker-1-a  16      333,000
worker 2  worker-2-b  16      about 334,000

pooler: 500 clients, 3 of them waiting, 12 of 32 connections open

writes 127.0.0.1:5432   reads 127.0.0.1:5433   any node 127.0.0.1:5434   pooled 127.0.0.1:5435   statistics https://127.0.0.1:7000
`);
  });

  it('tells what is no fault under what is', () => {
    const text = statusTable(
      {
        ...STATUS,
        healthy: false,
        reasons: ['worker-1 has no primary'],
        notices: ['table cache is unlogged: each change of primary empties it'],
      },
      plan,
    );
    expect(text).toContain(
      'not healthy\n  worker-1 has no primary\n  note: table cache is unlogged: each',
    );
  });

  it('shows containers where the manager is silent', () => {
    const text = statusTable(
      {
        ...STATUS,
        healthy: false,
        nodes: [],
        rowsByWorker: [],
        pooler: null,
        reasons: ['the manager at 127.0.0.1:7001 does not answer: connect ECONNREFUSED'],
        containers: [
          { name: 'etcd-1', container: 'citus-dev-etcd-1', state: 'running', health: 'healthy' },
        ],
      },
      plan,
    );
    expect(text).toContain('not healthy\n  the manager at 127.0.0.1:7001 does not answer');
    expect(text).toContain('etcd-1  citus-dev-etcd-1  running  healthy');
  });
});
