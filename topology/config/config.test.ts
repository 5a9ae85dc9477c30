import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from './config';

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
    [{ 'etcd.members': 2 }, /^config etcd\.members is 2; allowed: 1 or 3$/],
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
    [{ 'ports.read': 5432 }, /ports\.write and ports\.read are both 5432/],
    [{ 'ports.coordinators': 5431 }, /ports\.write and ports\.coordinators are both 5432/],
  ])('refuses %j', (raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });

  it('refuses a stack name that containers can not carry', () => {
    expect(() => parseClusterConfig('Dev_1', {})).toThrow(
      /stack name "Dev_1" can't name containers/,
    );
  });
});
