import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from './config';

const WIDE = { 'workers.count': 100, 'dataset.shardCount': 100 };

const parse = (raw: RawConfig) => parseClusterConfig('dev', raw);

describe('parseClusterConfig', () => {
  it('is complete and frozen without any key set', () => {
    const config = parse({});
    expect(config).toMatchObject({
      engine: 'citus',
      baseImage: 'citusdata/citus:14.1.0',
      coordinators: 2,
      workers: { count: 3, standbys: 1 },
      ports: { write: 5432, coordinators: [] },
      dataset: { rows: 1_000_000, regions: 64, shardCount: 12 },
    });
    expect(Object.isFrozen(config.resources.worker)).toBe(true);
  });

  it('reads numbers and booleans from text, as the command line sets them', () => {
    const config = parse({
      'workers.count': '4',
      protectData: 'true',
      'ports.coordinators': '6000',
    });
    expect(config.workers.count).toBe(4);
    expect(config.protectData).toBe(true);
    expect(config.ports.coordinators).toEqual([6000, 6001]);
  });

  it.each([
    ['', undefined],
    ['2', '2.0'],
    [1.5, '1.5'],
    ['0.50', '0.5'],
  ])('writes the CPU limit %j as the engine reads it back', (cpus, canonical) => {
    expect(parse({ 'resources.worker.cpus': cpus }).resources.worker.cpus).toBe(canonical);
  });

  it('takes PostgreSQL parameters as text, numbers and booleans', () => {
    const { postgres } = parse({
      'postgres.worker': { work_mem: '8MB', max_connections: 50, jit: true },
    });
    expect(postgres.worker).toEqual({ work_mem: '8MB', max_connections: '50', jit: 'true' });
  });

  it.each<[RawConfig, RegExp]>([
    [{ engine: 'mysql' }, /^config engine is "mysql"; allowed: "citus" or "native"$/],
    [{ coordinators: 3 }, /^config coordinators is 3; allowed: 1 or 2/],
    [{ 'ports.write': 70000 }, /^config ports\.write is 70000; allowed: a port from 1 to 65535$/],
    [{ 'ports.write': 'x' }, /^config ports\.write is "x"/],
    [{ 'etcd.members': 2 }, /^config etcd\.members is 2; allowed: 1, 3 or 5$/],
    [{ bindAddress: 'localhost' }, /^config bindAddress is "localhost"; allowed: an IPv4 address/],
    [{ 'worker.count': 3 }, /^config key "worker\.count" is unknown/],
    [{ 'workers.count': 0 }, /workers\.count is 0 with engine "citus"/],
    [
      { engine: 'native', workerHa: 'shards', 'workers.standbys': 0, shardReplicationFactor: 2 },
      /workerHa is "shards" with engine "native"/,
    ],
    [
      { workerHa: 'shards', 'workers.standbys': 0, shardReplicationFactor: 4 },
      /shardReplicationFactor is 4 with workers\.count 3/,
    ],
    [
      { workerHa: 'shards', 'workers.standbys': 0 },
      /shardReplicationFactor is 1 with workerHa "shards".*allowed: 2 or more/,
    ],
    [{ workerHa: 'shards', shardReplicationFactor: 2 }, /workers\.standbys is 1 with workerHa/],
    [{ shardReplicationFactor: 2 }, /shardReplicationFactor is 2 with workerHa "standby"/],
    [
      { synchronousMode: 'strict', coordinators: 1 },
      /synchronousMode is "strict" with coordinators 1/,
    ],
    [
      { synchronousMode: 'strict', 'workers.standbys': 0 },
      /synchronousMode is "strict" with workers\.standbys 0/,
    ],
    [
      { 'workers.count': 129 },
      /^config workers\.count is 129; allowed: a whole number from 0 to 128$/,
    ],
    [
      { 'workers.count': 100 },
      /^config dataset\.shardCount is 12 with workers\.count 100; 88 workers would never hold a row; allowed: dataset\.shardCount from 100, or workers\.count up to 12$/,
    ],
    [
      {
        ...{ workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 },
        ...{ 'workers.count': 25, engine: 'citus' },
      },
      /dataset\.shardCount is 12 with workers\.count 25.*allowed: dataset\.shardCount from 13, or workers\.count up to 24/,
    ],
    [
      { ...WIDE, 'postgres.worker': { 'citus.max_shared_pool_size': 10 } },
      /^config postgres\.worker citus\.max_shared_pool_size is 10 with workers\.count 100; the coordinator may open 150 .* each other worker 10, 1140 in all, and it takes 600; allowed: max_connections from 1140/,
    ],
    [
      { ...WIDE, 'postgres.worker': { max_connections: 300 } },
      /^config postgres\.worker max_connections is 300 with workers\.count 100; .*allowed: max_connections from 348/,
    ],
    [
      { ...WIDE, 'postgres.coordinator': { 'citus.max_shared_pool_size': 400 } },
      /^config postgres\.coordinator citus\.max_shared_pool_size is 400 with workers\.count 100/,
    ],
    [{ 'ports.read': 5432 }, /ports\.write and ports\.read are both 5432/],
    [{ 'ports.coordinators': 5431 }, /ports\.write and ports\.coordinators are both 5432/],
  ])('refuses %j', (raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });

  it.each<RawConfig>([
    WIDE,
    { ...WIDE, engine: 'native', 'postgres.worker': { max_connections: 300 } },
    { ...WIDE, 'postgres.worker': { max_connections: 1140, 'citus.max_shared_pool_size': 10 } },
    { ...WIDE, 'postgres.worker': { 'citus.max_shared_pool_size': -1 } },
    { 'workers.count': 4, 'postgres.worker': { max_connections: 100 } },
  ])('takes %j', (raw) => {
    expect(parse(raw).workers.count).toBe(raw['workers.count']);
  });

  it('refuses a stack name that containers can not carry', () => {
    expect(() => parseClusterConfig('Dev_1', {})).toThrow(
      /stack name "Dev_1" can't name containers/,
    );
  });
});
