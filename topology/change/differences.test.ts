import { describe, expect, it } from 'vitest';
import type { ClusterPlan } from '../plan';
import { differences } from './differences';
import { between, DATA_SET, existingAs, planOf } from './existing.fixture';

describe('a cluster that is as planned', () => {
  it.each([
    ['citus', {}],
    ['shards', { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 }],
    ['native', { engine: 'native' }],
    ['single', { engine: 'native', 'workers.count': 0 }],
  ])('has no difference (%s)', (_, raw) => {
    const table = { ...DATA_SET, factor: planOf(raw).shardReplicationFactor };
    expect(between(raw, raw, { catalogue: { tables: [table], dataSet: table } })).toEqual([]);
  });

  it('has none where the database can not be asked either', () => {
    expect(between({}, {}, { catalogue: { unknown: 'it is down' } })).toEqual([]);
  });

  it('has none where a plain table is spread over nothing', () => {
    const raw = { engine: 'native', 'workers.count': 0 };
    const plain = { ...DATA_SET, distributionColumn: null, shards: 1 };
    expect(between(raw, raw, { catalogue: { tables: [], dataSet: plain } })).toEqual([]);
  });
});

it('every other key is done while the cluster goes on', () => {
  const after = {
    ...{
      'ports.write': 1,
      'ports.read': 2,
      'ports.anyNode': 3,
      'ports.pooled': 4,
      'ports.stats': 5,
    },
    ...{ 'ports.manager': 6, 'ports.coordinators': 7, bindAddress: '0.0.0.0' },
    ...Object.fromEntries(
      ['coordinator', 'worker', 'etcd', 'loadBalancer', 'pooler', 'manager'].flatMap((role) => [
        [`resources.${role}.memoryMiB`, 2048],
        [`resources.${role}.cpus`, '1.5'],
      ]),
    ),
    ...{ 'pooler.poolSize': 7, 'pooler.cleanSessions': false },
    ...{ 'rebalance.onGrow': 'manual', 'rebalance.parallelMoves': 3 },
    'postgres.coordinator': { work_mem: '8MB' },
    ...{ 'postgres.worker': { work_mem: '8MB' }, synchronousMode: 'off', protectData: true },
  };
  const found = between({}, after);
  expect(found.map(({ key }) => key).sort()).toEqual(Object.keys(after).sort());
  expect(found.filter(({ effect }) => effect !== 'live' && effect !== 'rolling')).toEqual([]);
  expect(found.find(({ key }) => key === 'postgres.worker')).toMatchObject({
    from: 'none',
    to: 'work_mem=8MB',
  });
});

it('a plan of an earlier version, which lacks a part, is compared in what it has', () => {
  const earlier = JSON.parse(JSON.stringify({ ...planOf(), pooler: undefined })) as ClusterPlan;
  const existing = existingAs(planOf(), { plan: earlier });
  expect(differences(existing, planOf({ 'pooler.poolSize': 7, 'ports.read': 99 }))).toMatchObject([
    { key: 'ports.read' },
  ]);
});
