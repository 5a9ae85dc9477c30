import type { BackupPlan } from '../backup/backup-plan';
import { CERTIFICATE_FILES } from '../tls/certificate-files';
import { isVerified } from '../tls/tls-stage';
import type { ClusterPlan, GroupPlan } from '../plan';
import { connectionLimits, type ConnectionLimits } from './connection-limits';

/** PostgreSQL parameters by name, as they stand in postgresql.conf. */
export type PostgresParameters = Readonly<Record<string, string>>;

/**
 * The PostgreSQL parameters of a group's nodes: defaults derived from the role's memory limit, then
 * what the engine needs, then the stack's own (`postgres.coordinator`, `postgres.worker`).
 */
export function postgresParameters(plan: ClusterPlan, group: GroupPlan): PostgresParameters {
  const limits = limitsOf(plan)[group.role];
  return {
    ...COMMON,
    ...memoryParameters(memoryMiB(group), limits.sessions),
    ...(plan.engine === 'citus' ? citusParameters(plan, group, limits) : nativeParameters(group)),
    ...(plan.backup && archiveParameters(plan.backup)),
    ...plan.postgres[group.role],
  };
}

function limitsOf({ engine, groups, postgres }: ClusterPlan) {
  const own = Number(postgres.worker['max_connections']);
  // What is no number is for PostgreSQL to refuse.
  return connectionLimits({ engine, workers: groups.length - 1 }, own > 0 ? own : undefined);
}

function memoryMiB(group: GroupPlan): number {
  // Every node of a group has its role's limit, and every group has a node.
  return Math.min(...group.nodes.map((node) => node.resources.memoryMiB));
}

/** That the log is archived; the command is the node's own, as its program is (rendering/patroni.ts). */
function archiveParameters({ archiveTimeoutSeconds }: BackupPlan): PostgresParameters {
  return {
    archive_mode: 'on',
    archive_timeout: `${archiveTimeoutSeconds}s`,
    // The end of a log file that is not full is filled with zeros, while nobody writes. Where they fit
    // into the buffers, that is some 0.1 s; else each page waits for the disk, which is 2 s.
    wal_buffers: '32MB',
  };
}

/** What follows from a node's memory limit, MiB. */
function memoryParameters(memory: number, maxConnections: number): PostgresParameters {
  const share = (fraction: number, least: number): string =>
    `${Math.max(least, Math.floor(memory * fraction))}MB`;
  return {
    max_connections: String(maxConnections),
    // A quarter is the manual's starting point (PostgreSQL documentation, "Resource Consumption").
    shared_buffers: share(1 / 4, 16),
    // shared_buffers and what the page cache can hold beside the sessions' own memory.
    effective_cache_size: share(5 / 8, 32),
    // What shared_buffers leaves, were every session to run a query of three sorts or hashes at
    // once; 4 MB is PostgreSQL's default and the least.
    work_mem: share(3 / 4 / (3 * maxConnections), 4),
    // One index build or manual VACUUM at a time may take an eighth …
    maintenance_work_mem: share(1 / 8, 32),
    // … the three autovacuum workers together less than that.
    autovacuum_work_mem: share(1 / 32, 16),
  };
}

/** What every node has, whatever its role, engine and memory. */
const COMMON: PostgresParameters = {
  password_encryption: 'scram-sha-256',
  shared_preload_libraries: 'pg_stat_statements',
  // A distributed statement locks every shard with its indexes; the default of 64 is for one table.
  max_locks_per_transaction: '128',
  // Parallel queries and index builds take 8, the engine's daemons, logical replication of moving
  // shards and forced node updates share the rest.
  max_worker_processes: '32',
  // The standbys, a base backup for each and the streams of moving shards.
  max_wal_senders: '20',
  max_replication_slots: '20',
  // A checkpoint a minute under a bulk load would write every page over and over.
  max_wal_size: '2GB',
  checkpoint_timeout: '10min',
  // One call writes a commit's record and waits for the disk, where fdatasync is another call; it is
  // as durable. Inserts are 7 % faster for it.
  wal_sync_method: 'open_datasync',
  // Full-page images are most of the WAL; lz4 costs less than sending and flushing them.
  wal_compression: 'lz4',
  // What a standby may miss and still catch up without a new base backup; more could fill the disk.
  wal_keep_size: '128MB',
  max_slot_wal_keep_size: '4GB',
  // A silent standby holds up synchronous commits for this long; the default is 60 s.
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '10s',
  // A standby that says nothing for longer than this is looked at (manager/failover/silent-standbys.ts).
  wal_receiver_status_interval: '1s',
  // Long reads on a standby are not cancelled by the primary's vacuum.
  hot_standby_feedback: 'on',
  // Sessions of a client that vanished end within a minute.
  tcp_keepalives_idle: '30',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
  // A session whose client is gone ends also while its statement waits or works, on the workers too,
  // where the coordinator's session is the client.
  client_connection_check_interval: '1s',
  // Container volumes lie on SSDs: a random page costs little more than the next one.
  random_page_cost: '1.1',
  effective_io_concurrency: '100',
  // Short queries over many shards pay the compilation once a shard and never earn it back.
  jit: 'off',
  track_io_timing: 'on',
  track_activity_query_size: '4096',
  log_lock_waits: 'on',
  log_line_prefix: '%m [%p] %q%u@%d ',
  // Sessions that set passwords turn it off for themselves (manager/sessions/sessions.ts).
  log_statement: 'ddl',
  log_replication_commands: 'on',
};

/** A peer that stopped answering is noticed within about 10 s. */
const PEERS = 'keepalives_idle=5 keepalives_interval=2 keepalives_count=3 tcp_user_timeout=10000';

/**
 * On hosts within 2 s. A session that is ended sends a cancel request to a lost host, which nothing
 * interrupts, and keeps the locks of shards until then.
 */
const PEERS_ON_HOSTS =
  'keepalives_idle=1 keepalives_interval=1 keepalives_count=2 tcp_user_timeout=2000';

function citusParameters(
  plan: ClusterPlan,
  group: GroupPlan,
  limits: ConnectionLimits,
): PostgresParameters {
  const coordinator = group.role === 'coordinator';
  const { parallelMoves } = plan.rebalance;
  return {
    // Shards move by logical replication.
    wal_level: 'logical',
    // One for each session that may hold a transaction over several nodes.
    max_prepared_transactions: String(limits.sessions),
    // Superusers, and with them the other nodes, are not counted.
    'citus.max_client_connections': String(limits.clients),
    // Connections from this node to any one other: the sum over all nodes has to fit into a
    // worker's max_connections. Sessions beyond it wait instead of failing.
    'citus.max_shared_pool_size': String(limits.toEachNode),
    // One query's connections to one worker, and how long it makes do with the one that its session
    // keeps (ms). With the default of 10 ms every query over many shards makes connections that it
    // drops at its end, and making them costs more than the query: eight clients counting all rows
    // on two cores got 9 answers a second, and 81 with one connection to each worker.
    'citus.max_adaptive_executor_pool_size': '4',
    'citus.executor_slow_start_interval': '3000',
    // How long a query waits for a node that stopped answering; the default is 30 s. A worker that
    // many sessions connect to at once may well take some seconds.
    'citus.node_connection_timeout': '15s',
    'citus.node_conninfo': `${citusTls(plan)} ${plan.hosts ? PEERS_ON_HOSTS : PEERS}`,
    // Transactions that a failover left prepared are recovered by the manager's order, on who is
    // primary in everybody's view. By itself a deposed primary would do it as well, and roll back
    // what its successor has just prepared.
    'citus.recover_2pc_interval': '-1',
    // psql sees the shards of the node it is on. Where Citus hides them, `\d` fails: see "Known
    // limits of Citus" in docs/architecture.md.
    'citus.show_shards_for_app_name_prefixes': 'psql',
    // The shards are what runs in parallel. Within one of them it pays only for large ones, and
    // PostGIS lets the planner expect so few rows of a radius that it starts processes for a search
    // that takes two milliseconds.
    ...(!coordinator && { max_parallel_workers_per_gather: '0' }),
    // Counts statements to one and to several shards, which is how a benchmark proves its routing.
    // Each session counts in memory of its own; versions before 13.1 do not know it and go on.
    'citus.enable_stat_counters': 'on',
    // PostgreSQL's own 4 appliers serve two moves, and another number needs a restart.
    ...(parallelMoves > 2 && { max_logical_replication_workers: String(parallelMoves + 2) }),
    // Shards that move at the same time, and how many of them at one node.
    'citus.max_background_task_executors': String(parallelMoves),
    'citus.max_background_task_executors_per_node': String(parallelMoves),
    'citus.shard_count': String(plan.dataset.shardCount),
    'citus.shard_replication_factor': String(plan.shardReplicationFactor),
    // With replicated shards a write from a worker first takes a lock on the first worker, and its
    // loss would block every write; writes go through the coordinator instead.
    ...(plan.shardReplicationFactor > 1 && {
      'citus.allow_modifications_from_workers_to_replicated_tables': 'off',
    }),
  };
}

/** How Citus connects to its nodes; moves of shards do so as well. */
function citusTls(plan: ClusterPlan): string {
  // Where the server offers it.
  if (!isVerified(plan)) return 'sslmode=prefer';
  const { authorities, certificate, key } = CERTIFICATE_FILES;
  return `sslmode=verify-full sslrootcert=${authorities} sslcert=${certificate} sslkey=${key}`;
}

function nativeParameters({ role }: GroupPlan): PostgresParameters {
  return {
    wal_level: 'replica',
    // Joins and aggregates by partition are what can be pushed down to the foreign servers.
    enable_partitionwise_join: 'on',
    enable_partitionwise_aggregate: 'on',
    // Shards move by logical replication, and their former workers close them by a transaction that is
    // prepared before the coordinator commits. Each move takes a worker for its copy and one for changes.
    ...(role === 'worker' && {
      wal_level: 'logical',
      max_prepared_transactions: '16',
      max_logical_replication_workers: '16',
    }),
  };
}
