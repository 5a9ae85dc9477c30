import type { z } from 'zod';
import { UserError } from '../../words/user-error';
import type { BackupConfig } from '../backup/backup-config';
import type { ConfigKey } from './config-key';
import { CONFIG_KEYS, type ConfigKeyName } from './config-keys';
import type {
  ClusterConfig,
  ContainerResources,
  ContainerRole,
  Engine,
  FloatingAddressConfig,
} from './cluster-config';
import { refuseContradictions } from './config-rules';
import { deepFreeze } from './deep-freeze';
import { isSecretKey } from './secret-keys';

/** Raw values by key, as Pulumi gives them; a key that is absent takes its default. */
export type RawConfig = Readonly<Partial<Record<string, unknown>>>;

/** The base image of each engine where `baseImage` is empty. */
export const DEFAULT_BASE_IMAGE: Readonly<Record<Engine, string>> = {
  citus: 'citusdata/citus:14.1.0',
  native: 'citus-cluster/base:trixie',
};

const KEYS: Readonly<Record<ConfigKeyName, ConfigKey>> = CONFIG_KEYS;

type KeyValues = { [K in ConfigKeyName]: z.infer<(typeof CONFIG_KEYS)[K]['schema']> };

function parseKeys(raw: RawConfig): KeyValues {
  const unknownKey = Object.keys(raw).find((key) => !(key in CONFIG_KEYS) && !isSecretKey(key));
  if (unknownKey !== undefined) {
    throw new UserError(
      `config key "${unknownKey}" is unknown`,
      'Pulumi.yaml lists the keys with their types and defaults',
    );
  }
  const values = (Object.keys(CONFIG_KEYS) as ConfigKeyName[]).map((key) => {
    const { type, default: usual, schema } = KEYS[key];
    const { allowed = `a value of type ${type} in range` } = KEYS[key];
    const value = raw[key] ?? usual;
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      throw new UserError(`config ${key} is ${JSON.stringify(value)}`, `allowed: ${allowed}`);
    }
    return [key, parsed.data] as const;
  });
  return Object.fromEntries(values) as KeyValues;
}

function authorities(named: readonly string[], caCertificate: string): readonly string[] {
  if (named.length > 0) return named;
  return [caCertificate === '' ? '1' : 'own'];
}

function floatingAddress(keys: KeyValues): FloatingAddressConfig | undefined {
  const address = keys['network.floatingAddress'];
  return address === undefined ? undefined : { address, routerId: keys['network.routerId'] };
}

/** Where nobody says, there are backups where they are possible. */
function backup(stack: string, keys: KeyValues): BackupConfig | undefined {
  if (!(keys['backup.enabled'] ?? keys['tls.mode'] !== 'off')) return undefined;
  const given = [keys['backup.repo'], keys['backup.repo2']].filter((one) => one !== undefined);
  return {
    repositories: given.map((one) =>
      // Clusters that share a bucket must not share a folder.
      one.type === 's3' ? { ...one, path: one.path ?? `/citus-cluster/${stack}` } : one,
    ),
    schedule: keys['backup.schedule'],
    retention: keys['backup.retention'],
    restorePointSeconds: keys['backup.restorePointSeconds'],
    proofHours: keys['backup.proofHours'],
    rehearsalDays: keys['backup.rehearsalDays'],
    archiveTimeoutSeconds: keys['backup.archiveTimeoutSeconds'],
    queueMaxGiB: keys['backup.queueMaxGiB'],
  };
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
    hosts: keys.hosts,
    basePort: keys['network.basePort'],
    floatingAddress: floatingAddress(keys),
    resources: {
      coordinator: resources('coordinator'),
      worker: resources('worker'),
      etcd: resources('etcd'),
      loadBalancer: resources('loadBalancer'),
      pooler: resources('pooler'),
      manager: resources('manager'),
      backup: resources('backup'),
    },
    poolSize: keys['pooler.poolSize'],
    cleanSessions: keys['pooler.cleanSessions'],
    rebalance: {
      onGrow: keys['rebalance.onGrow'],
      parallelMoves: keys['rebalance.parallelMoves'],
    },
    postgres: { coordinator: keys['postgres.coordinator'], worker: keys['postgres.worker'] },
    dataset: {
      rows: keys['dataset.rows'],
      regions: keys['dataset.regions'],
      distributionColumn: keys['dataset.distributionColumn'],
      shardCount: keys['dataset.shardCount'],
      seed: keys['dataset.seed'],
    },
    tls: {
      mode: keys['tls.mode'],
      names: keys['tls.names'],
      leafDays: keys['tls.leafDays'],
      renewDays: keys['tls.renewDays'],
      authorities: authorities(keys['tls.authorities'], keys['tls.caCertificate']),
      caCertificate: keys['tls.caCertificate'],
    },
    backup: backup(stack, keys),
    needsBackup: keys['backup.enabled'] === true,
    synchronousMode: keys.synchronousMode,
    protectData: keys.protectData,
  };
  refuseContradictions(config);
  return deepFreeze(config);
}
