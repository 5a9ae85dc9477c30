import { stringify } from 'yaml';
import { parseClusterConfig, type RawConfig } from '../topology/config/config';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { CONFIG_NAMESPACE } from '../topology/config/config-namespace';

/** What the stacks of a curve have in common. */
export interface ScaleSetting {
  /** The stack whose engine, image, parameters and regions they have. */
  readonly like: ClusterConfig;
  readonly rows: number;
  readonly shards: number;
}

/** Memory of a node, MiB: data set and sessions fit, and so do many nodes. */
export const NODE_MEMORY = { worker: 512, coordinator: 1024 } as const;

/** Begins the file of a stack of this kind, which the command may write over and remove. */
export const FILE_MARK = '# Made by `npm run bench:scale`, which removes it again.';

/** The stack of a size. */
export function scaleStack(workers: number): string {
  return `scale-${workers}`;
}

/**
 * The configuration of a size: no standbys, so that a worker is one container; ports that no other
 * stack of the project has. The sizes differ in the number of workers alone.
 */
export function sizeValues(workers: number, setting: ScaleSetting): RawConfig {
  const { like, rows, shards } = setting;
  const { engine, baseImage, postgres, dataset, tls } = like;
  return {
    ...{ engine, baseImage },
    coordinators: 1,
    'workers.count': workers,
    'workers.standbys': 0,
    'etcd.members': 1,
    'ports.write': 5472,
    'ports.read': 5473,
    'ports.anyNode': 5474,
    'ports.pooled': 5475,
    'ports.stats': 7040,
    'ports.manager': 7041,
    'resources.worker.memoryMiB': NODE_MEMORY.worker,
    'resources.coordinator.memoryMiB': NODE_MEMORY.coordinator,
    'postgres.coordinator': postgres.coordinator,
    'postgres.worker': postgres.worker,
    'dataset.rows': rows,
    'dataset.shardCount': shards,
    'dataset.regions': dataset.regions,
    'dataset.seed': dataset.seed,
    'dataset.distributionColumn': dataset.distributionColumn,
    ...(tls.mode === undefined ? {} : { 'tls.mode': tls.mode }),
  };
}

/** The same, valid. @throws UserError for what contradicts itself */
export function sizeConfig(workers: number, setting: ScaleSetting): ClusterConfig {
  return parseClusterConfig(scaleStack(workers), sizeValues(workers, setting));
}

/** The same as the text of the stack's file. */
export function sizeFile(workers: number, setting: ScaleSetting): string {
  const config: Record<string, Record<string, unknown> | unknown> = {};
  for (const [key, value] of Object.entries(sizeValues(workers, setting))) {
    put(config, key.split('.'), value);
  }
  const named = Object.entries(config).map(([name, value]) => [
    `${CONFIG_NAMESPACE}:${name}`,
    value,
  ]);
  return `${FILE_MARK}\n${stringify({ config: Object.fromEntries(named) })}`;
}

/** Puts `a.b.c` into nested objects, as Pulumi keeps them. */
function put(into: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) into[name] = value;
  else put((into[name] ??= {}) as Record<string, unknown>, rest, value);
}
