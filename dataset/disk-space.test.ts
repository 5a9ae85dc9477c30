import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { loadBytes, refuseFullDisk } from './disk-space';

const plan = (raw: Record<string, unknown>) => planCluster(parseClusterConfig('test', raw));
const rows = 1_000_000_000;

describe('loadBytes', () => {
  it('counts standbys and shard replicas as copies, and the coordinator not at all', () => {
    const oneCopy = loadBytes(plan({ 'workers.standbys': 0 }), rows);
    const withStandbys = loadBytes(plan({ 'workers.standbys': 1 }), rows);
    const shared = { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 };
    expect(withStandbys).toBe(2 * oneCopy);
    expect(loadBytes(plan(shared), rows) / oneCopy).toBeCloseTo(2, 1);
  });

  it.each([
    [{}, 2 * 2 ** 30],
    [{ max_wal_size: '4GB' }, 4 * 2 ** 30],
    [{ max_wal_size: '512' }, 512 * 2 ** 20],
    [{ max_wal_size: ' 524288 kB' }, 512 * 2 ** 20],
  ])('takes the WAL of each node from its parameters: %j', (parameters, bytes) => {
    const alone = { 'workers.count': 3, 'workers.standbys': 0, 'postgres.worker': parameters };
    expect(loadBytes(plan(alone), rows) - loadBytes(plan(alone), rows / 2)).toBe(200e9);
    expect(loadBytes(plan(alone), rows)).toBe(400e9 + 3 * bytes);
  });

  it('takes no more WAL than the rows can make', () => {
    expect(loadBytes(plan({ 'workers.standbys': 0 }), 1000)).toBe(2 * 400_000);
  });

  it('counts the pair of a plain PostgreSQL', () => {
    const single = { engine: 'native', 'workers.count': 0, 'workers.standbys': 0 };
    const alone = loadBytes(plan({ ...single, coordinators: 1 }), rows);
    expect(loadBytes(plan(single), rows)).toBe(2 * alone);
  });
});

describe('refuseFullDisk', () => {
  const room = { path: '/data', bytes: 5e9 };

  it('names what the load takes and what is free', async () => {
    await expect(refuseFullDisk(plan({}), rows, () => Promise.resolve(room))).rejects.toThrow(
      /^a load of 1,000,000,000 rows takes about [\d.]+ GB on all nodes together, and \/data has 5\.0 GB free; load fewer rows/,
    );
  });

  it.each([
    ['that fits', 1_000_000, room],
    ['on a disk that this machine cannot see', rows, undefined],
  ])('lets a load pass %s', async (_, count, free) => {
    await expect(
      refuseFullDisk(plan({}), count, () => Promise.resolve(free)),
    ).resolves.toBeUndefined();
  });
});
