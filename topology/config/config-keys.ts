import { z } from 'zod';
import { MOST_WORKERS } from '../most-workers';
import { BACKUP_KEYS } from './backup-keys';
import { flag, whole, type ConfigKey } from './config-key';
import { NETWORK_KEYS } from './network-keys';
import { RESOURCE_KEYS } from './resource-keys';
import { TLS_KEYS } from './tls-keys';

const PARAMETERS = {
  schema: z.record(
    z.string().regex(/^[a-z_][a-z0-9_.]*$/i),
    z.union([z.string(), z.number(), z.boolean()]).transform(String),
  ),
  allowed: 'an object of PostgreSQL parameters',
} as const;

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
  ...NETWORK_KEYS,
  ...RESOURCE_KEYS,
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
  ...TLS_KEYS,
  ...BACKUP_KEYS,
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
