import { z } from 'zod';
import { UserError } from '../../words/user-error';
import { CONFIG_KEYS, type ConfigKeyName } from './config-keys';
import type { ClusterConfig, ContainerResources, ContainerRole, Engine } from './cluster-config';
import { refuseContradictions } from './config-rules';
import { deepFreeze } from './deep-freeze';

/** Raw values by key, as Pulumi gives them; a key that is absent takes its default. */
export type RawConfig = Readonly<Partial<Record<string, unknown>>>;

/** The base image of each engine where `baseImage` is empty. */
export const DEFAULT_BASE_IMAGE: Readonly<Record<Engine, string>> = {
  citus: 'citusdata/citus:14.1.0',
  native: 'citus-cluster/base:trixie',
};

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const port = whole(1, 65_535);
const memory = whole(64, 1_048_576);
const flag = z.union([z.boolean(), z.stringbool()]);
const cpus = z
  .union([z.string().regex(/^(\d+(\.\d+)?)?$/), z.number().positive().transform(String)])
  .transform((text) => (text === '' ? undefined : canonicalCpus(Number(text))));
const parameters = z.record(
  z.string().regex(/^[a-z_][a-z0-9_.]*$/i),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
);

const SCHEMAS = {
  engine: z.enum(['citus', 'native']),
  baseImage: z.string(),
  coordinators: whole(1, 2),
  'workers.count': whole(0, 32),
  'workers.standbys': whole(0, 2),
  workerHa: z.enum(['standby', 'shards']),
  shardReplicationFactor: whole(1, 8),
  'etcd.members': z.coerce.number().refine((n) => n === 1 || n === 3, '1 or 3'),
  'ports.write': port,
  'ports.read': port,
  'ports.anyNode': port,
  'ports.pooled': port,
  'ports.stats': port,
  'ports.manager': port,
  'ports.coordinators': whole(0, 65_534),
  bindAddress: z.ipv4(),
  'resources.coordinator.memoryMiB': memory,
  'resources.coordinator.cpus': cpus,
  'resources.worker.memoryMiB': memory,
  'resources.worker.cpus': cpus,
  'resources.etcd.memoryMiB': memory,
  'resources.etcd.cpus': cpus,
  'resources.loadBalancer.memoryMiB': memory,
  'resources.loadBalancer.cpus': cpus,
  'resources.pooler.memoryMiB': memory,
  'resources.pooler.cpus': cpus,
  'resources.manager.memoryMiB': memory,
  'resources.manager.cpus': cpus,
  'pooler.poolSize': whole(0, 10_000),
  'pooler.cleanSessions': flag,
  'postgres.coordinator': parameters,
  'postgres.worker': parameters,
  'dataset.rows': whole(0, 10_000_000_000),
  'dataset.regions': whole(1, 100_000),
  'dataset.distributionColumn': z.enum(['region_code', 'vehicle_id']),
  'dataset.shardCount': whole(1, 4096),
  'dataset.seed': whole(0, 4_294_967_295),
  synchronousMode: z.enum(['on', 'strict', 'off']),
  protectData: flag,
} satisfies Record<ConfigKeyName, z.ZodType>;

/** As the engine reads a limit back: any other spelling would show as drift. */
function canonicalCpus(cpus: number): string {
  return Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus);
}

/** What a key takes, for error messages. */
const ALLOWED: Partial<Record<ConfigKeyName, string>> = {
  engine: '"citus" or "native"',
  coordinators: '1 or 2 (a primary and its standby)',
  'workers.count': 'a whole number from 0 to 32',
  'workers.standbys': 'a whole number from 0 to 2',
  workerHa: '"standby" or "shards"',
  shardReplicationFactor: 'a whole number from 1 to 8',
  'etcd.members': '1 or 3',
  'pooler.poolSize': 'a whole number from 1 to 10000, or 0 to have it derived',
  bindAddress: 'an IPv4 address of this host, e.g. 127.0.0.1',
  'dataset.distributionColumn': '"region_code" or "vehicle_id"',
  synchronousMode: '"on", "strict" or "off"',
  'pooler.cleanSessions': 'true or false',
  protectData: 'true or false',
};

function allowed(key: ConfigKeyName): string {
  const stated = ALLOWED[key];
  if (stated !== undefined) return stated;
  if (key.startsWith('ports.')) return 'a port from 1 to 65535';
  if (key.endsWith('.memoryMiB')) return 'MiB, a whole number from 64';
  if (key.endsWith('.cpus')) return 'a number of CPUs such as "1.5", or empty';
  if (key.startsWith('postgres.')) return 'an object of PostgreSQL parameters';
  return `a value of type ${CONFIG_KEYS[key].type} in range`;
}

function parseKeys(raw: RawConfig): { [K in ConfigKeyName]: z.infer<(typeof SCHEMAS)[K]> } {
  const unknownKey = Object.keys(raw).find(
    (key) => !(key in SCHEMAS) && !key.startsWith('passwords.'),
  );
  if (unknownKey !== undefined) {
    throw new UserError(
      `config key "${unknownKey}" is unknown`,
      'Pulumi.yaml lists the keys with their types and defaults',
    );
  }
  const values = (Object.keys(SCHEMAS) as ConfigKeyName[]).map((key) => {
    const value = raw[key] ?? CONFIG_KEYS[key].default;
    const parsed = SCHEMAS[key].safeParse(value);
    if (!parsed.success) {
      throw new UserError(`config ${key} is ${JSON.stringify(value)}`, `allowed: ${allowed(key)}`);
    }
    return [key, parsed.data] as const;
  });
  return Object.fromEntries(values) as ReturnType<typeof parseKeys>;
}

/**
 * Parses and validates a stack's configuration.
 *
 * @param stack the stack's name; it becomes part of container names
 * @param raw values by key, without the project's namespace
 * @throws UserError naming the key or keys, the value and what is allowed
 */
export function parseClusterConfig(stack: string, raw: RawConfig): ClusterConfig {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(stack)) {
    throw new UserError(
      `stack name "${stack}" can't name containers`,
      'use at most 31 lower-case letters, digits and hyphens',
    );
  }
  const keys = parseKeys(raw);
  const resources = (role: ContainerRole): ContainerResources => ({
    memoryMiB: keys[`resources.${role}.memoryMiB`],
    cpus: keys[`resources.${role}.cpus`],
  });
  const firstPort = keys['ports.coordinators'];
  const config: ClusterConfig = {
    stack,
    engine: keys.engine,
    baseImage: keys.baseImage || DEFAULT_BASE_IMAGE[keys.engine],
    coordinators: keys.coordinators,
    workers: { count: keys['workers.count'], standbys: keys['workers.standbys'] },
    workerHa: keys.workerHa,
    shardReplicationFactor: keys.shardReplicationFactor,
    etcdMembers: keys['etcd.members'],
    ports: {
      write: keys['ports.write'],
      read: keys['ports.read'],
      anyNode: keys['ports.anyNode'],
      pooled: keys['ports.pooled'],
      stats: keys['ports.stats'],
      manager: keys['ports.manager'],
      coordinators:
        firstPort === 0 ? [] : Array.from({ length: keys.coordinators }, (_, i) => firstPort + i),
    },
    bindAddress: keys.bindAddress,
    resources: {
      coordinator: resources('coordinator'),
      worker: resources('worker'),
      etcd: resources('etcd'),
      loadBalancer: resources('loadBalancer'),
      pooler: resources('pooler'),
      manager: resources('manager'),
    },
    poolSize: keys['pooler.poolSize'],
    cleanSessions: keys['pooler.cleanSessions'],
    postgres: { coordinator: keys['postgres.coordinator'], worker: keys['postgres.worker'] },
    dataset: {
      rows: keys['dataset.rows'],
      regions: keys['dataset.regions'],
      distributionColumn: keys['dataset.distributionColumn'],
      shardCount: keys['dataset.shardCount'],
      seed: keys['dataset.seed'],
    },
    synchronousMode: keys.synchronousMode,
    protectData: keys.protectData,
  };
  refuseContradictions(config);
  return deepFreeze(config);
}
