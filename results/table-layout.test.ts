import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { layoutDifferences, plannedLayout } from './table-layout';

const planned = plannedLayout(planCluster(parseClusterConfig('test', {})));

describe('the planned layout of the table', () => {
  it('is that of the configuration', () => {
    expect(planned).toEqual({
      shardCount: 12,
      replicationFactor: 1,
      distributionColumn: 'region_code',
      shardHolders: 3,
    });
  });

  it('is a table of one piece without workers', () => {
    const single = planCluster(
      parseClusterConfig('test', { engine: 'native', 'workers.count': 0 }),
    );
    expect(plannedLayout(single)).toMatchObject({ shardCount: 0, shardHolders: 0 });
  });
});

describe('layoutDifferences', () => {
  it('is empty where the table is as planned', () => {
    expect(layoutDifferences(planned, planned)).toEqual([]);
  });

  it('names what the table has and what is planned', () => {
    const kept = { ...planned, shardCount: 24, distributionColumn: 'vehicle_id', shardHolders: 2 };
    expect(layoutDifferences(kept, planned)).toEqual([
      'shards: 24, planned 12',
      'distribution column: vehicle_id, planned region_code',
      'workers that hold shards: 2, planned 3',
    ]);
  });
});
