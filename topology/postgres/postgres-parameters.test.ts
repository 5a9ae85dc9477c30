import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from '../config/config';
import { planCluster } from '../plan-cluster';
import { postgresParameters } from './postgres-parameters';

function parameters(raw: RawConfig, role: 'coordinator' | 'worker' = 'coordinator') {
  const plan = planCluster(parseClusterConfig('test', raw));
  const group = plan.groups.find((candidate) => candidate.role === role);
  if (group === undefined) throw new Error(`no ${role}`);
  return postgresParameters(plan, group);
}

describe('postgresParameters', () => {
  it('derives memory from the limit of the role', () => {
    expect(parameters({ 'resources.worker.memoryMiB': 16_384 }, 'worker')).toMatchObject({
      shared_buffers: '4096MB',
      effective_cache_size: '10240MB',
      work_mem: '13MB',
      maintenance_work_mem: '2048MB',
      autovacuum_work_mem: '512MB',
    });
  });

  it('keeps to workable least values where memory is short', () => {
    expect(parameters({ 'resources.coordinator.memoryMiB': 64 })).toMatchObject({
      shared_buffers: '16MB',
      work_mem: '4MB',
      maintenance_work_mem: '32MB',
    });
  });

  it("lets the stack's own parameters win, for their role alone", () => {
    const raw = { 'postgres.worker': { work_mem: '64MB', jit: true } };
    expect(parameters(raw, 'worker')).toMatchObject({ work_mem: '64MB', jit: 'true' });
    expect(parameters(raw)).toMatchObject({ work_mem: '4MB', jit: 'off' });
  });

  it('archives where there are backups, with buffers for the rest of a log file', () => {
    const archived = { archive_mode: 'on', archive_timeout: '30s', wal_buffers: '32MB' };
    expect(parameters({ 'backup.archiveTimeoutSeconds': 30 })).toMatchObject(archived);
    expect(parameters({ 'backup.enabled': false })).not.toHaveProperty('archive_mode');
  });

  it('never stores a password other than as SCRAM', () => {
    expect(parameters({}).password_encryption).toBe('scram-sha-256');
  });

  it('gives Citus room for two-phase commits and its replication factor', () => {
    const raw = {
      workerHa: 'shards',
      shardReplicationFactor: 2,
      'workers.standbys': 0,
      'dataset.shardCount': 12,
    };
    expect(parameters(raw, 'worker')).toMatchObject({
      wal_level: 'logical',
      max_prepared_transactions: '300',
      'citus.shard_count': '12',
      'citus.shard_replication_factor': '2',
      'citus.allow_modifications_from_workers_to_replicated_tables': 'off',
    });
  });

  it('moves as many shards at the same time as are wanted, and restarts no node for two', () => {
    const appliers = 'max_logical_replication_workers';
    expect(parameters({})).toHaveProperty(['citus.max_background_task_executors_per_node'], '2');
    expect(parameters({})).not.toHaveProperty(appliers);
    expect(parameters({ 'rebalance.parallelMoves': 4 }, 'worker')).toMatchObject({
      ...{ 'citus.max_background_task_executors': '4', [appliers]: '6' },
    });
  });

  it('leaves writes through workers allowed where shards have no replicas', () => {
    expect(parameters({}, 'worker')).not.toHaveProperty(
      'citus.allow_modifications_from_workers_to_replicated_tables',
    );
  });

  it('has Citus run shards side by side, and each by one process', () => {
    const parallel = 'max_parallel_workers_per_gather';
    expect(parameters({}, 'worker')).toHaveProperty(parallel, '0');
    expect(parameters({})).not.toHaveProperty(parallel);
    expect(parameters({ engine: 'native' }, 'worker')).not.toHaveProperty(parallel);
    const own = { 'postgres.worker': { [parallel]: 4 } };
    expect(parameters(own, 'worker')).toHaveProperty(parallel, '4');
  });

  it('gives the native engine no parameter of an extension that it lacks', () => {
    const names = Object.keys(parameters({ engine: 'native' }));
    expect(names.filter((name) => name.startsWith('citus.'))).toEqual([]);
  });
});
