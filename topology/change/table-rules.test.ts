import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config';
import { isRefused } from './differences';
import { between, DATA_SET, only } from './existing.fixture';

describe('what tables keep', () => {
  it.each([
    ['dataset.shardCount', { 'dataset.shardCount': 24 }, '12', '24'],
    [
      'dataset.distributionColumn',
      { 'dataset.distributionColumn': 'vehicle_id' },
      'region_code',
      'vehicle_id',
    ],
  ])('is told of %s, and only while there is a table', (key, after, from, to) => {
    expect(only({}, after)).toMatchObject({ key, from, to, effect: 'told' });
    const none = { tables: [], dataSet: undefined };
    expect(only({}, after, { catalogue: none })).toMatchObject({ key, effect: 'live' });
    expect(only({}, after, { catalogue: { unknown: 'it is down' } })).toMatchObject({
      effect: 'told',
    });
  });

  it('is what the table says, not what was planned', () => {
    const raw = { 'dataset.shardCount': 24 };
    expect(only(raw, raw)).toMatchObject({ key: 'dataset.shardCount', from: '12', to: '24' });
  });

  it('counts no tenant that stands alone, nor what is left beside it', () => {
    const raw = { 'dataset.shardCount': 24 };
    const table = { ...DATA_SET, shards: 14, alone: 1 };
    const catalogue = { tables: [table], dataSet: table };
    expect(between({}, {}, { catalogue })).toEqual([]);
    expect(only(raw, raw, { catalogue })).toMatchObject({ from: '13', to: '24' });
    const split = { ...DATA_SET, shards: 25, alone: 1 };
    expect(between({}, raw, { catalogue: { tables: [split], dataSet: split } })).toEqual([]);
  });

  it('holds for placements', () => {
    const shards = { workerHa: 'shards', 'workers.standbys': 0 };
    const two = { ...DATA_SET, factor: 2 };
    const [before, after] = [2, 3].map((factor) => ({ ...shards, shardReplicationFactor: factor }));
    const catalogue = { tables: [two], dataSet: two };
    const difference = only(before as RawConfig, after as RawConfig, { catalogue });
    expect(difference).toMatchObject({ key: 'shardReplicationFactor', effect: 'told' });
    expect(difference.what).toBe('vehicle_locations keeps 2 placements a shard');
  });

  it.each(['rows', 'regions', 'seed'])('holds for the rows that are there (dataset.%s)', (name) => {
    expect(only({}, { [`dataset.${name}`]: 7 })).toMatchObject({ to: '7', effect: 'told' });
  });
});

describe('another kind of cluster', () => {
  it('is refused: engine', () => {
    const found = between(
      {},
      { engine: 'native' },
      { nextImage: { postgres: 17, citus: undefined } },
    );
    expect(found.find(({ key }) => key === 'engine')).toMatchObject({ effect: 'refused' });
  });

  it('is refused: workerHa, while there are tables', () => {
    const shards = { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 };
    const refused = between({}, shards).find(({ key }) => key === 'workerHa');
    expect(refused).toMatchObject({ effect: 'refused' });
    expect(refused?.what).toContain('vehicle_locations keeps 1 placement a shard');
    const none = { catalogue: { tables: [], dataSet: undefined } };
    expect(between({}, shards, none).filter(isRefused)).toEqual([]);
    const silent = { catalogue: { unknown: 'it is down' } };
    expect(between({}, shards, silent).find(({ key }) => key === 'workerHa')?.effect).toBe(
      'refused',
    );
  });
});
