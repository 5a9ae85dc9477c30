import { execFile } from 'node:child_process';
import { cpus, release, totalmem, type as systemName } from 'node:os';
import { promisify } from 'node:util';
import type { ClusterPlan } from '../topology/plan';
import { engineInfo } from '../toolchain/docker/docker-client';
import { PROJECT_ROOT } from '../toolchain/paths';
import { counted } from '../words/counted';
import type { DatabaseFacts } from './database';
import type { Environment } from './metrics';
import { layoutDifferences, plannedLayout, type TableLayout } from './table-layout';

/**
 * What a run runs on and against.
 *
 * @param table how the data set's table is spread; what is planned where there is none
 */
export async function describeEnvironment(
  plan: ClusterPlan,
  database: DatabaseFacts,
  table: TableLayout | undefined,
): Promise<Environment> {
  const planned = plannedLayout(plan);
  const layout = table ?? planned;
  const processors = cpus();
  return {
    host_cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory_bytes: totalmem(),
    kernel: `${systemName()} ${release()}`,
    node: process.version,
    docker: (await engineInfo())?.version ?? null,
    ...database,
    engine: plan.engine,
    topology: describeTopology(plan),
    regions: plan.dataset.regions,
    distribution_column: layout.distributionColumn ?? '',
    shard_count: layout.shardCount,
    replication_factor: layout.replicationFactor,
    shard_holders: layout.shardHolders,
    differs_from_plan: layoutDifferences(layout, planned),
    sync_mode: plan.synchronousMode,
  };
}

/** The cluster in one line, e.g. `2 coordinators, 3 workers with 1 standby each`. */
export function describeTopology({ groups }: ClusterPlan): string {
  const workers = groups.filter(({ role }) => role === 'worker');
  const coordinators = groups.find(({ role }) => role === 'coordinator')?.nodes.length ?? 0;
  const standbys = (workers[0]?.nodes.length ?? 1) - 1;
  const parts = [counted(coordinators, 'coordinator')];
  if (workers.length === 0) parts.push('no workers');
  else {
    parts.push(
      `${counted(workers.length, 'worker')} ${standbys === 0 ? 'without standbys' : `with ${counted(standbys, 'standby')} each`}`,
    );
  }
  return parts.join(', ');
}

/** The commit that the project is at; null outside a repository. */
export async function gitCommit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], {
      cwd: PROJECT_ROOT,
    });
    return stdout.trim();
  } catch {
    return null;
  }
}
