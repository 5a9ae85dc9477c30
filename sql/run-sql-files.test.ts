import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { sqlFiles, sqlSettings } from './run-sql-files';

describe('sqlFiles', () => {
  it.each(['citus', 'native'] as const)('gives each phase of %s its files in order', (engine) => {
    const schema = sqlFiles(engine, 'schema');
    expect(schema[0]).toBe('common/010-dataset-load.sql');
    expect(schema.at(-1)).toMatch(new RegExp(`^${engine}/\\d+-vehicle-locations.sql$`));
    expect(sqlFiles(engine, 'emptyTable')).toEqual([`${engine}/800-empty-table.sql`]);
    expect(sqlFiles(engine, 'createIndexes')).toEqual([`${engine}/900-create-indexes.sql`]);
  });
});

describe('sqlSettings', () => {
  it('hands over what the files read, from the plan', () => {
    const plan = planCluster(
      parseClusterConfig('test', {
        'dataset.distributionColumn': 'vehicle_id',
        'dataset.shardCount': 12,
      }),
    );
    expect(sqlSettings(plan)).toEqual({
      'cluster.distribution_column': 'vehicle_id',
      'cluster.shard_count': '12',
      'cluster.shard_replication_factor': '1',
    });
  });
});
