/** The type that Pulumi.yaml declares for a key. */
export type ConfigType = 'string' | 'integer' | 'boolean' | 'object';

/** One configuration key of the project, as Pulumi.yaml declares it. */
export interface ConfigKey {
  readonly type: ConfigType;
  /** What holds where a stack's file does not set the key. */
  readonly default: string | number | boolean | Readonly<Record<string, string>>;
  readonly description: string;
}

/**
 * Every configuration key with its type, default and description: the one table that Pulumi.yaml's
 * `config:` block and the parser's defaults are both held to.
 */
export const CONFIG_KEYS = {
  engine: {
    type: 'string',
    default: 'citus',
    description:
      'How rows are spread: "citus" (the Citus extension) or "native" (hash partitions on foreign servers)',
  },
  baseImage: {
    type: 'string',
    default: '',
    description:
      'Image under the database nodes. Empty: citusdata/citus:14.1.0 for engine citus, citus-cluster/base:trixie for native',
  },
  coordinators: {
    type: 'integer',
    default: 2,
    description: 'Coordinator nodes: 2 for a primary and its standby, 1 without high availability',
  },
  'workers.count': {
    type: 'integer',
    default: 3,
    description: 'Worker groups, 1 to 32; 0 with engine native is one plain PostgreSQL pair',
  },
  'workers.standbys': {
    type: 'integer',
    default: 1,
    description: 'Standbys of each worker primary, 0 to 2; 0 where workerHa is "shards"',
  },
  workerHa: {
    type: 'string',
    default: 'standby',
    description:
      'What survives the loss of a worker: "standby" (streaming replication) or "shards" (each shard on several workers, engine citus alone)',
  },
  shardReplicationFactor: {
    type: 'integer',
    default: 1,
    description: 'Placements of each shard; 2 or more where workerHa is "shards", else 1',
  },
  'etcd.members': {
    type: 'integer',
    default: 3,
    description: 'Members of the consensus store: 1 or 3',
  },
  'ports.write': {
    type: 'integer',
    default: 5432,
    description: 'Host port of the coordinator primary',
  },
  'ports.read': {
    type: 'integer',
    default: 5433,
    description: 'Host port of the coordinator standby, falling back to the primary',
  },
  'ports.anyNode': {
    type: 'integer',
    default: 5434,
    description: 'Host port of any node that answers queries',
  },
  'ports.pooled': {
    type: 'integer',
    default: 5435,
    description: 'Host port of the coordinator primary by way of a pool of connections',
  },
  'ports.stats': {
    type: 'integer',
    default: 7000,
    description: "Host port of the load balancer's statistics page",
  },
  'ports.manager': { type: 'integer', default: 7001, description: 'Host port of the manager' },
  'ports.coordinators': {
    type: 'integer',
    default: 0,
    description:
      'First of the consecutive host ports that reach each coordinator directly; 0 publishes none',
  },
  bindAddress: {
    type: 'string',
    default: '127.0.0.1',
    description: 'Host address (IPv4) that published ports bind to',
  },
  'resources.coordinator.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each coordinator node, MiB',
  },
  'resources.coordinator.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each coordinator node, e.g. "1.5"; empty for none',
  },
  'resources.worker.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each worker node, MiB',
  },
  'resources.worker.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each worker node; empty for none',
  },
  'resources.etcd.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of each etcd member, MiB',
  },
  'resources.etcd.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each etcd member; empty for none',
  },
  'resources.loadBalancer.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the load balancer, MiB',
  },
  'resources.loadBalancer.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the load balancer; empty for none',
  },
  'resources.pooler.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the connection pooler, MiB',
  },
  'resources.pooler.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the connection pooler; empty for none',
  },
  'resources.manager.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the manager, MiB',
  },
  'resources.manager.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the manager; empty for none',
  },
  'pooler.poolSize': {
    type: 'integer',
    default: 0,
    description:
      "Connections that all clients of the pooled port share; 0 for as many as the coordinator's memory and CPUs suggest",
  },
  'pooler.cleanSessions': {
    type: 'boolean',
    default: true,
    description:
      'Have the server forget what a client set after each transaction at the pooled port; false for clients that set nothing',
  },
  'postgres.coordinator': {
    type: 'object',
    default: {},
    description: 'PostgreSQL parameters of the coordinators, over defaults derived from memory',
  },
  'postgres.worker': {
    type: 'object',
    default: {},
    description: 'PostgreSQL parameters of the workers, over defaults derived from memory',
  },
  'dataset.rows': {
    type: 'integer',
    default: 1_000_000,
    description: 'Rows that the first deployment loads',
  },
  'dataset.regions': {
    type: 'integer',
    default: 64,
    description: 'Distinct region codes; 3 is the skew case',
  },
  'dataset.distributionColumn': {
    type: 'string',
    default: 'region_code',
    description: 'Column that rows are spread by: "region_code" or "vehicle_id"',
  },
  'dataset.shardCount': {
    type: 'integer',
    default: 12,
    description: 'Shards of the table; a multiple of the worker count spreads them evenly',
  },
  'dataset.seed': {
    type: 'integer',
    default: 42,
    description: 'Seed of the generated rows: the same seed gives the same rows',
  },
  synchronousMode: {
    type: 'string',
    default: 'on',
    description:
      'Synchronous replication: "on" (goes on without a standby), "strict" (writes wait for one), "off"',
  },
  protectData: {
    type: 'boolean',
    default: false,
    description: 'Keep the data volumes when the stack is destroyed',
  },
} as const satisfies Record<string, ConfigKey>;

/** The name of a configuration key, without the project's prefix. */
export type ConfigKeyName = keyof typeof CONFIG_KEYS;

/** The project's namespace of keys: `citus-cluster:engine`. */
export const CONFIG_NAMESPACE = 'citus-cluster';

/**
 * Passwords, one Pulumi secret each (`citus-cluster:passwords.<name>`), by what they open:
 * `superuser` the role postgres, `patroniApi` Patroni's REST interface, the others the role of
 * their name.
 */
export const PASSWORD_NAMES = [
  'superuser',
  'replicator',
  'rewind',
  'citus',
  'monitor',
  'patroniApi',
] as const;

/** The name of one of the cluster's passwords. */
export type PasswordName = (typeof PASSWORD_NAMES)[number];
