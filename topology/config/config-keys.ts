import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { REPOSITORIES, SCHEDULE } from '../backup/backup-schema';
import { HOSTS, MACHINE_ADDRESS } from '../hosts/hosts-schema';
import { MOST_WORKERS } from '../most-workers';

/** The type that Pulumi.yaml declares for a key. */
export type ConfigType = 'string' | 'integer' | 'boolean' | 'object';

/** One configuration key of the project, as Pulumi.yaml declares it. */
export interface ConfigKey {
  readonly type: ConfigType;
  /** What holds where a stack's file does not set the key. */
  readonly default: string | number | boolean | Readonly<Record<string, string>>;
  readonly description: string;
  /** Checks a value as Pulumi gives it, a text for instance, and turns it into the plan's. */
  readonly schema: z.ZodType;
  /** What it takes, for an error; default a value of its type. */
  readonly allowed?: string;
}

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.union([z.boolean(), z.stringbool()]);

const PORT = { schema: whole(1, 65_535), allowed: 'a port from 1 to 65535' } as const;
const MEMORY = { schema: whole(64, 1_048_576), allowed: 'MiB, a whole number from 64' } as const;
const CPUS = {
  schema: z
    .union([z.string().regex(/^(\d+(\.\d+)?)?$/), z.number().positive().transform(String)])
    .transform((text) => (text === '' ? undefined : canonicalCpus(Number(text)))),
  allowed: 'a number of CPUs such as "1.5", or empty',
} as const;
const PARAMETERS = {
  schema: z.record(
    z.string().regex(/^[a-z_][a-z0-9_.]*$/i),
    z.union([z.string(), z.number(), z.boolean()]).transform(String),
  ),
  allowed: 'an object of PostgreSQL parameters',
} as const;

/** A host name as certificates carry it (RFC 1123, and one wildcard as its first label), or an address. */
const HOST_NAME =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Items of a list, which is also written as one text with commas. */
const list = (isItem: (item: string) => boolean) =>
  z
    .union([z.array(z.coerce.string()), z.coerce.string().transform((text) => text.split(','))])
    .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
    .refine((items) => items.every(isItem) && new Set(items).size === items.length);

function isAuthorityCertificate(pem: string): boolean {
  if (pem === '') return true;
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}

/** As the engine reads a limit back: any other spelling would show as drift. */
function canonicalCpus(cpus: number): string {
  return Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus);
}

/**
 * Every configuration key: the one declaration that the parser follows, and that Pulumi.yaml, the
 * arguments of the component and docs/configuration.md are held to by tests.
 */
export const CONFIG_KEYS = {
  engine: {
    type: 'string',
    default: 'citus',
    description:
      'How rows are spread: "citus" (the Citus extension) or "native" (hash partitions on foreign servers)',
    schema: z.enum(['citus', 'native']),
    allowed: '"citus" or "native"',
  },
  baseImage: {
    type: 'string',
    default: '',
    description:
      'Image under the database nodes. Empty: citusdata/citus:14.1.0 for engine citus, citus-cluster/base:trixie for native',
    schema: z.string(),
  },
  coordinators: {
    type: 'integer',
    default: 2,
    description: 'Coordinator nodes: 2 for a primary and its standby, 1 without high availability',
    schema: whole(1, 2),
    allowed: '1 or 2 (a primary and its standby)',
  },
  'workers.count': {
    type: 'integer',
    default: 3,
    description: `Worker groups, 1 to ${MOST_WORKERS}; 0 with engine native is one plain PostgreSQL pair`,
    schema: whole(0, MOST_WORKERS),
    allowed: `a whole number from 0 to ${MOST_WORKERS}`,
  },
  'workers.standbys': {
    type: 'integer',
    default: 1,
    description: 'Standbys of each worker primary, 0 to 2; 0 where workerHa is "shards"',
    schema: whole(0, 2),
    allowed: 'a whole number from 0 to 2',
  },
  workerHa: {
    type: 'string',
    default: 'standby',
    description:
      'What survives the loss of a worker: "standby" (streaming replication) or "shards" (each shard on several workers, engine citus alone)',
    schema: z.enum(['standby', 'shards']),
    allowed: '"standby" or "shards"',
  },
  shardReplicationFactor: {
    type: 'integer',
    default: 1,
    description: 'Placements of each shard; 2 or more where workerHa is "shards", else 1',
    schema: whole(1, 8),
    allowed: 'a whole number from 1 to 8',
  },
  'etcd.members': {
    type: 'integer',
    default: 3,
    description:
      'Members of the consensus store: 1, 3 or 5; with hosts 3 or 5, each on one of its own',
    schema: z.coerce.number().refine((n) => n === 1 || n === 3 || n === 5),
    allowed: '1, 3 or 5',
  },
  'ports.write': {
    type: 'integer',
    default: 5432,
    description: 'Host port of the coordinator primary',
    ...PORT,
  },
  'ports.read': {
    type: 'integer',
    default: 5433,
    description: 'Host port of the coordinator standby, falling back to the primary',
    ...PORT,
  },
  'ports.anyNode': {
    type: 'integer',
    default: 5434,
    description: 'Host port of any node that answers queries',
    ...PORT,
  },
  'ports.pooled': {
    type: 'integer',
    default: 5435,
    description: 'Host port of the coordinator primary by way of a pool of connections',
    ...PORT,
  },
  'ports.stats': {
    type: 'integer',
    default: 7000,
    description: "Host port of the load balancer's statistics page",
    ...PORT,
  },
  'ports.manager': {
    type: 'integer',
    default: 7001,
    description: 'Host port of the manager',
    ...PORT,
  },
  'ports.coordinators': {
    type: 'integer',
    default: 0,
    description:
      'First of the consecutive host ports that reach each coordinator directly; 0 publishes none',
    schema: whole(0, 65_534),
    allowed: 'a port from 1 to 65534, or 0',
  },
  bindAddress: {
    type: 'string',
    default: '127.0.0.1',
    description: 'Host address (IPv4) that published ports bind to',
    schema: z.ipv4(),
    allowed: 'an IPv4 address of this host, e.g. 127.0.0.1',
  },
  hosts: {
    type: 'object',
    default: {},
    description:
      'Docker hosts to spread the cluster over, by short names: docker, address and, as needed, certificates, zone, roles, state; empty for one host',
    ...HOSTS,
  },
  'network.basePort': {
    type: 'integer',
    default: 20_000,
    description: 'First of the ports that nodes listen at on each host, where there are several',
    schema: whole(1024, 32_400),
    allowed: 'a port from 1024 to 32400, so that all are below those that outgoing connections get',
  },
  'network.floatingAddress': {
    type: 'string',
    default: '',
    description:
      "IPv4 address, no machine's own, that one of the hosts with a way in has, and another once that one is lost; empty for none",
    schema: z
      .union([z.literal(''), MACHINE_ADDRESS])
      .transform((address) => (address === '' ? undefined : address)),
    allowed: "an IPv4 address of the hosts' network without its prefix, e.g. 10.0.0.100, or empty",
  },
  'network.routerId': {
    type: 'integer',
    default: 51,
    description:
      'Number of the floating address among those of the same hosts: the virtual router id of VRRP',
    schema: whole(1, 255),
    allowed: 'a whole number from 1 to 255',
  },
  'resources.coordinator.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each coordinator node, MiB',
    ...MEMORY,
  },
  'resources.coordinator.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each coordinator node, e.g. "1.5"; empty for none',
    ...CPUS,
  },
  'resources.worker.memoryMiB': {
    type: 'integer',
    default: 1024,
    description: 'Memory limit of each worker node, MiB',
    ...MEMORY,
  },
  'resources.worker.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each worker node; empty for none',
    ...CPUS,
  },
  'resources.etcd.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of each etcd member, MiB',
    ...MEMORY,
  },
  'resources.etcd.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of each etcd member; empty for none',
    ...CPUS,
  },
  'resources.loadBalancer.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the load balancer, MiB',
    ...MEMORY,
  },
  'resources.loadBalancer.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the load balancer; empty for none',
    ...CPUS,
  },
  'resources.pooler.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the connection pooler, MiB',
    ...MEMORY,
  },
  'resources.pooler.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the connection pooler; empty for none',
    ...CPUS,
  },
  'resources.manager.memoryMiB': {
    type: 'integer',
    default: 256,
    description: 'Memory limit of the manager, MiB',
    ...MEMORY,
  },
  'resources.manager.cpus': {
    type: 'string',
    default: '',
    description: 'CPU limit of the manager; empty for none',
    ...CPUS,
  },
  'resources.backup.memoryMiB': {
    type: 'integer',
    default: 256,
    description: "Memory limit of each repository's container, MiB",
    ...MEMORY,
  },
  'resources.backup.cpus': {
    type: 'string',
    default: '',
    description: "CPU limit of each repository's container; empty for none",
    ...CPUS,
  },
  'pooler.poolSize': {
    type: 'integer',
    default: 0,
    description:
      "Connections that all clients of the pooled port share; 0 for as many as the coordinator's memory and CPUs suggest",
    schema: whole(0, 10_000),
    allowed: 'a whole number from 1 to 10000, or 0 to have it derived',
  },
  'pooler.cleanSessions': {
    type: 'boolean',
    default: true,
    description:
      'Have the server forget what a client set after each transaction at the pooled port; false for clients that set nothing',
    schema: flag,
    allowed: 'true or false',
  },
  'rebalance.onGrow': {
    type: 'string',
    default: 'auto',
    description:
      'Whether new workers get their share of the shards by themselves: "auto", or "manual" (npm run rebalance -- start)',
    schema: z.enum(['auto', 'manual']),
    allowed: '"auto" or "manual"',
  },
  'rebalance.parallelMoves': {
    type: 'integer',
    default: 2,
    description: 'Shards that move at the same time',
    schema: whole(1, 8),
    allowed: 'a whole number from 1 to 8',
  },
  'postgres.coordinator': {
    type: 'object',
    default: {},
    description: 'PostgreSQL parameters of the coordinators, over defaults derived from memory',
    ...PARAMETERS,
  },
  'postgres.worker': {
    type: 'object',
    default: {},
    description: 'PostgreSQL parameters of the workers, over defaults derived from memory',
    ...PARAMETERS,
  },
  'dataset.rows': {
    type: 'integer',
    default: 1_000_000,
    description: 'Rows that the first deployment loads',
    schema: whole(0, 10_000_000_000),
  },
  'dataset.regions': {
    type: 'integer',
    default: 64,
    description: 'Distinct region codes; 3 is the skew case',
    schema: whole(1, 100_000),
  },
  'dataset.distributionColumn': {
    type: 'string',
    default: 'region_code',
    description: 'Column that rows are spread by: "region_code" or "vehicle_id"',
    schema: z.enum(['region_code', 'vehicle_id']),
    allowed: '"region_code" or "vehicle_id"',
  },
  'dataset.shardCount': {
    type: 'integer',
    default: 12,
    description:
      'Shards of the table, as many as workers at the least; a multiple of their number spreads them evenly',
    schema: whole(1, 4096),
  },
  'dataset.seed': {
    type: 'integer',
    default: 42,
    description: 'Seed of the generated rows: the same seed gives the same rows',
    schema: whole(0, 4_294_967_295),
  },
  'tls.mode': {
    type: 'string',
    default: '',
    description:
      'Encryption: "on", "mtls" (nodes show client certificates too) or "off". Empty: on for a new cluster, as it is for one that exists',
    schema: z.enum(['', 'on', 'off', 'mtls']).transform((mode) => (mode === '' ? undefined : mode)),
    allowed: '"on", "off", "mtls" or empty',
  },
  'tls.names': {
    type: 'string',
    default: '',
    description:
      'What clients call the Docker host by, beside localhost and bindAddress: names and addresses, separated by commas',
    schema: list((item) => isIP(item) !== 0 || HOST_NAME.test(item)),
    allowed: 'host names and IP addresses, each once',
  },
  'tls.leafDays': {
    type: 'integer',
    default: 90,
    description: 'Days that a certificate holds',
    schema: whole(1, 3650),
    allowed: 'a whole number from 1 to 3650',
  },
  'tls.renewDays': {
    type: 'integer',
    default: 30,
    description: 'Days before its end from which a deployment renews a certificate',
    schema: whole(0, 3649),
    allowed: 'a whole number from 0 to 3649, below tls.leafDays',
  },
  'tls.authorities': {
    type: 'string',
    default: '',
    description:
      'Trusted certificate authorities, separated by commas: a number for one that is made, "own" for tls.caCertificate; the first one signs. Empty: own where there is one, else 1',
    schema: list((item) => item === 'own' || /^[1-9]\d{0,3}$/.test(item)),
    allowed: 'numbers from 1 to 9999 and "own", each once',
  },
  'tls.caCertificate': {
    type: 'string',
    default: '',
    description: "Certificate of one's own authority, PEM; its key is the secret tls.caKey",
    schema: z.string().refine(isAuthorityCertificate),
    allowed: 'the certificate of an authority (CA:TRUE) as PEM',
  },
  'backup.enabled': {
    type: 'string',
    default: '',
    description:
      'Whether the cluster is backed up: true or false. Empty: where its connections are encrypted',
    schema: z
      .union([z.literal(''), flag])
      .transform((enabled) => (enabled === '' ? undefined : enabled)),
    allowed: 'true, false or empty',
  },
  'backup.repo': {
    type: 'object',
    default: {},
    description:
      'Where backups are kept: type "volume", "s3" or "sftp" with what each takes; empty for a volume on the host, of several hosts on one of them',
    ...REPOSITORIES.first,
  },
  'backup.repo2': {
    type: 'object',
    default: {},
    description:
      'A second place that holds all backups too, as backup.repo; a volume is on another host, where there are several; empty for none',
    ...REPOSITORIES.second,
  },
  'backup.schedule': {
    type: 'object',
    default: {},
    description:
      'Hours between two backups of a kind: full (default 168), differential (24), incremental (6); 0 for none of the latter two',
    ...SCHEDULE,
  },
  'backup.retention': {
    type: 'integer',
    default: 2,
    description: 'Full backups that are kept, each with what follows it',
    schema: whole(1, 1000),
    allowed: 'a whole number from 1 to 1000',
  },
  'backup.restorePointSeconds': {
    type: 'integer',
    default: 60,
    description: 'Between two moments that the whole cluster can be restored to, s',
    schema: whole(10, 86_400),
    allowed: 'a whole number from 10 to 86400',
  },
  'backup.proofHours': {
    type: 'integer',
    default: 1,
    description:
      'Hours between two restore points with which rows are counted and hashed, for a rehearsal to compare; 0 for none',
    schema: whole(0, 8760),
    allowed: 'a whole number from 1 to 8760, or 0 for none',
  },
  'backup.rehearsalDays': {
    type: 'integer',
    default: 0,
    description:
      'Days after which status asks for another rehearsal of a restore (npm run rehearse); 0 for never',
    schema: whole(0, 3650),
    allowed: 'a whole number from 1 to 3650, or 0 for never',
  },
  'backup.archiveTimeoutSeconds': {
    type: 'integer',
    default: 60,
    description: 'Longest time that a change waits in a log file that is not full, s',
    schema: whole(10, 86_400),
    allowed: 'a whole number from 10 to 86400',
  },
  'backup.queueMaxGiB': {
    type: 'integer',
    default: 4,
    description:
      'Log that may wait on a node to be archived, GiB; beyond it the log is given up, and a backup closes the gap',
    schema: whole(1, 65_536),
    allowed: 'a whole number from 1 to 65536',
  },
  synchronousMode: {
    type: 'string',
    default: 'on',
    description:
      'Synchronous replication: "on" (goes on without a standby), "strict" (writes wait for one), "off"',
    schema: z.enum(['on', 'strict', 'off']),
    allowed: '"on", "strict" or "off"',
  },
  protectData: {
    type: 'boolean',
    default: false,
    description: 'Keep the data volumes when the stack is destroyed',
    schema: flag,
    allowed: 'true or false',
  },
} as const satisfies Record<string, ConfigKey>;

/** The name of a configuration key, without the project's prefix. */
export type ConfigKeyName = keyof typeof CONFIG_KEYS;

/** The project's namespace of keys: `citus-cluster:engine`. */
export const CONFIG_NAMESPACE = 'citus-cluster';
