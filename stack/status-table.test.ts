import { describe, expect, it } from 'vitest';
import { AT_REST } from '../manager/moves/moves-status';
import { MOVING } from '../manager/moves/moves-status.fixture';
import { parseClusterConfig } from '../topology/config/config';
import { endpoints } from '../topology/endpoints';
import { planCluster } from '../topology/plan-cluster';
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
  waysIn: [],
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
  managers: [{ name: 'manager', healthy: true }],
  acting: 'manager',
  notices: [],
  rowsByWorker: [
    { group: 1, node: 'worker-1-a', shards: 16, rows: 333_000, exact: true },
    { group: 2, node: 'worker-2-b', shards: 16, rows: 334_000, exact: false },
  ],
  containers: [],
};

describe('statusTable', () => {
  it('shows nodes, rows by worker, the pooler and endpoints', () => {
    expect(statusTable(STATUS, { ...plan, backup: undefined })).toBe(`Stack dev (citus): healthy

node           group  role                   state      lag
coordinator-a  0      primary                running
coordinator-b  0      standby (synchronous)  streaming  96.0 KiB

rows on   primary     shards  rows
worker 1  worker-1-a  16      333,000
worker 2  worker-2-b  16      about 334,000

pooler: 500 clients, 3 of them waiting, 12 of 32 connections open
backups: none

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

  it('shows shards on their way, and is silent of those at rest', () => {
    expect(statusTable({ ...STATUS, moves: AT_REST }, plan)).toBe(statusTable(STATUS, plan));
    expect(statusTable({ ...STATUS, moves: MOVING }, plan))
      .toContain(`shards moving: worker-3 holds 1 of 5 shards
  1 of 3 moves done, 100 MiB of 300 MiB, 42.0 s left, writes waited 260 ms at the longest, 1 orphan to be removed

shard                     from      to        phase    copied              retries
vehicle_locations_102008  worker 1  worker 3  copying  100 MiB of 200 MiB
vehicle_locations_102010  worker 2  worker 3  waiting  0 B of 100 MiB      2
  vehicle_locations_102010 failed and is tried again: could not connect to worker-2-a

shards on  of table           shards  size
worker 1   vehicle_locations  2       400 MiB
worker 2   vehicle_locations  2       400 MiB
worker 3   vehicle_locations  1       200 MiB
`);
    const over = { ...AT_REST, done: 3, total: 3, longestPauseMs: 310 };
    expect(statusTable({ ...STATUS, moves: over }, plan)).toContain(
      'shards at rest\n  3 of 3 moves done, writes waited 310 ms at the longest\n',
    );
    const held = { ...AT_REST, state: 'held' as const, draining: [4], why: ['worker-4 drains'] };
    expect(statusTable({ ...STATUS, moves: held }, plan)).toContain(
      'shards held: worker-4 drains\n  worker 4 is to be empty\n',
    );
  });

  it('shows in one line how long certificates hold', () => {
    const served = (container: string, days: number) => ({
      ...{ container, port: 5432, expiresAt: '2026-12-26T12:00:00.000Z' },
      ...{ secondsLeft: days * 86_400 + 99, serial: '01', authority: 'citus-dev 1' },
    });
    const certificates = [
      ...[served('worker-1-a', 61), served('pooler', 30)],
      { container: 'etcd-1', port: 2379, error: 'no answer' },
    ];
    const expiresAt = '2036-11-26T12:00:00.000Z';
    const authority = { name: 'citus-dev 1', expiresAt, secondsLeft: 3652 * 86_400 };
    const authorities = [{ ...authority, validSeconds: 3652 * 86_400 }];
    expect(statusTable({ ...STATUS, certificates, authorities }, plan)).toContain(
      "\ncertificates: the first of 2 ends in 30 days (2026-12-26), that of pooler; authority citus-dev 1 ends in 3,652 days (2036-11-26); 1 can't be read\n",
    );
    expect(statusTable({ ...STATUS, certificates: [served('pooler', -1)] }, plan)).toContain(
      'the first of 1 expired on 2026-12-26, that of pooler\n',
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

  it('says on which of several hosts and in which zone everything stands, and which manager acts', () => {
    const onHosts = (zone?: string) =>
      planCluster(
        parseClusterConfig('dev', {
          hosts: Object.fromEntries(
            ['h1', 'h2', 'h3'].map((name, index) => {
              const address = `10.0.0.${index + 1}`;
              return [name, { docker: `tcp://${address}:2376`, address, ...(zone && { zone }) }];
            }),
          ),
        }),
      );
    const standing = onHosts();
    const [node] = STATUS.nodes;
    const { nodes: [planned] = [] } = standing.groups[0] ?? {};
    if (node === undefined || planned === undefined) throw new Error('a node expected');
    const status = {
      ...STATUS,
      nodes: [{ ...node, name: planned.name }],
      managers: ['h1', 'h2', 'h3'].map((host) => ({
        ...{ name: `manager-${host}`, healthy: host !== 'h3' },
      })),
      acting: 'manager-h2',
    };
    expect(statusTable(status, standing)).toContain(`
node            host  group  role     state    lag
coordinator-h1  h1    0      primary  running

managers: manager-h2 acts, manager-h1 would take over
`);
    expect(statusTable(status, onHosts('rack'))).toContain(`
node            host  zone  group  role     state    lag
coordinator-h1  h1    rack  0      primary  running
`);
  });

  it('tells when the consensus store has two members, which is no fault to wait for', () => {
    const members = (...hosts: string[]) =>
      hosts.map((host) => ({ name: `etcd-${host}`, healthy: true }));
    expect(statusTable({ ...STATUS, etcd: members('h1', 'h3') }, plan)).toContain(
      'etcd has two members, etcd-h1 and etcd-h3: both have to live',
    );
    expect(statusTable({ ...STATUS, etcd: members('h1', 'h2', 'h3') }, plan)).toBe(
      statusTable(STATUS, plan),
    );
  });
});
