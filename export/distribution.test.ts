import { expect, it } from 'vitest';
import { distributionCalls } from './distribution';
import { exportedTable } from './exports.fixture';

it('distributes what is colocated beside the first of its group, after the reference tables', () => {
  const calls = distributionCalls([
    exportedTable('trips', { colocation: '4' }),
    exportedTable('stops', { colocation: '4' }),
    exportedTable('stops_2026', { colocation: '4', isPartition: true }),
    exportedTable('cities', { kind: 'reference', column: null, shards: null }),
    exportedTable('notes', { kind: 'local', column: null, shards: null }),
    exportedTable('visits', { shards: 6 }),
  ]);
  expect(calls).toEqual([
    `SELECT create_reference_table('"public"."cities"')`,
    `SELECT create_distributed_table('"public"."trips"', 'id', colocate_with => 'none', shard_count => 12)`,
    `SELECT create_distributed_table('"public"."stops"', 'id', colocate_with => '"public"."trips"')`,
    `SELECT create_distributed_table('"public"."visits"', 'id', colocate_with => 'default', shard_count => 6)`,
  ]);
});
