import { UserError } from '../../words/user-error';
import { refuseBackup } from '../backup/backup-rules';
import { refuseHosts } from '../hosts/host-rules';
import type { ClusterConfig } from './cluster-config';
import { connectionLimits, UNSHARED_WORKERS } from '../postgres/connection-limits';
import { clientConnections } from '../postgres/pool-size';

/**
 * The rules that span several keys.
 *
 * @throws UserError naming the keys, the value and what is allowed
 */
export function refuseContradictions(config: ClusterConfig): void {
  const { engine, workers, workerHa, shardReplicationFactor: factor } = config;
  if (engine === 'citus' && workers.count === 0) {
    throw new UserError(
      'config workers.count is 0 with engine "citus"',
      'Citus needs at least 1 worker; 0 is for engine "native", the plain PostgreSQL baseline',
    );
  }
  if (workerHa === 'shards' && engine === 'native') {
    throw new UserError(
      'config workerHa is "shards" with engine "native"',
      'PostgreSQL\'s own sharding has no shard replicas; use workerHa "standby", or engine "citus"',
    );
  }
  if (workerHa === 'shards' && workers.standbys > 0) {
    throw new UserError(
      `config workers.standbys is ${workers.standbys} with workerHa "shards"`,
      'one node a worker holds replicated shards; set workers.standbys to 0',
    );
  }
  if (factor > workers.count && !(factor === 1 && workers.count === 0)) {
    throw new UserError(
      `config shardReplicationFactor is ${factor} with workers.count ${workers.count}`,
      'each placement of a shard needs a worker of its own; allowed: at most workers.count',
    );
  }
  if (workerHa === 'shards' && factor < 2) {
    throw new UserError(
      `config shardReplicationFactor is ${factor} with workerHa "shards"`,
      'a lost worker would take shards with it; allowed: 2 or more',
    );
  }
  if (workerHa === 'standby' && factor !== 1) {
    throw new UserError(
      `config shardReplicationFactor is ${factor} with workerHa "standby"`,
      'standbys replicate the shards already; allowed: 1',
    );
  }
  if (config.synchronousMode === 'strict' && config.coordinators === 1) {
    throw new UserError(
      'config synchronousMode is "strict" with coordinators 1',
      'no standby could confirm a write; use coordinators 2, or synchronousMode "on"',
    );
  }
  if (config.synchronousMode === 'strict' && workers.count > 0 && workers.standbys === 0) {
    throw new UserError(
      'config synchronousMode is "strict" with workers.standbys 0',
      'no standby could confirm a write; use workers.standbys 1, or synchronousMode "on"',
    );
  }
  refuseFewShards(config);
  refuseLargePool(config);
  refuseFewConnections(config);
  refuseSharedPorts(config);
  refuseTls(config);
  refuseBackup(config);
  refuseHosts(config);
}

function refuseFewShards({ workers, shardReplicationFactor, dataset }: ClusterConfig): void {
  const placements = dataset.shardCount * shardReplicationFactor;
  if (placements >= workers.count) return;
  const least = Math.ceil(workers.count / shardReplicationFactor);
  throw new UserError(
    `config dataset.shardCount is ${dataset.shardCount} with workers.count ${workers.count}`,
    `${workers.count - placements} workers would never hold a row; allowed: dataset.shardCount from ${least}, or workers.count up to ${placements}`,
  );
}

const SESSIONS = 'max_connections';
const POOL = 'citus.max_shared_pool_size';

/** What all nodes of Citus may open to one worker has to fit into what it takes. */
function refuseFewConnections({ engine, workers, postgres }: ClusterConfig): void {
  if (engine !== 'citus' || workers.count <= UNSHARED_WORKERS) return;
  const ownSessions = numberOf(postgres.worker[SESSIONS]);
  const limits = connectionLimits({ engine, workers: workers.count }, ownSessions);
  const taken = ownSessions ?? limits.worker.sessions;
  const coordinator = numberOf(postgres.coordinator[POOL]) ?? limits.coordinator.toEachNode;
  const share = numberOf(postgres.worker[POOL]) ?? limits.worker.toEachNode;
  const opened = coordinator + (workers.count - 1) * share;
  // 0 and less stand for no limit of Citus's own.
  if (opened <= taken || coordinator <= 0 || share <= 0) return;
  const own = [
    ['postgres.worker max_connections', postgres.worker[SESSIONS]],
    ['postgres.worker citus.max_shared_pool_size', postgres.worker[POOL]],
    ['postgres.coordinator citus.max_shared_pool_size', postgres.coordinator[POOL]],
  ].flatMap(([key, value]) => (value === undefined ? [] : `${key} is ${value}`));
  throw new UserError(
    `config ${own.join(' and ')} with workers.count ${workers.count}`,
    `the coordinator may open ${coordinator} connections to a worker and each other worker ${share}, ${opened} in all, and it takes ${taken}; allowed: max_connections from ${opened}, or smaller pools`,
  );
}

/** A parameter's number; undefined where it is none, which is for PostgreSQL to refuse. */
function numberOf(value: string | undefined): number | undefined {
  const number = Number(value);
  return value === undefined || Number.isNaN(number) ? undefined : number;
}

function refuseLargePool(config: ClusterConfig): void {
  const most = clientConnections(config);
  if (config.poolSize <= most) return;
  throw new UserError(
    `config pooler.poolSize is ${config.poolSize} with ${most} client connections of the coordinator`,
    `allowed: at most ${most}; postgres.coordinator sets max_connections and, with engine "citus", citus.max_client_connections`,
  );
}

function refuseSharedPorts({ ports }: ClusterConfig): void {
  const { coordinators, ...named } = ports;
  const entries: [string, number][] = [
    ...Object.entries(named).map(([name, value]): [string, number] => [`ports.${name}`, value]),
    ...coordinators.map((value): [string, number] => ['ports.coordinators', value]),
  ];
  const owner = new Map<number, string>();
  for (const [key, value] of entries) {
    const other = owner.get(value);
    if (other !== undefined) {
      throw new UserError(
        `config ${other} and ${key} are both ${value}`,
        'every published port needs its own number',
      );
    }
    owner.set(value, key);
  }
}

function refuseTls({ tls }: ClusterConfig): void {
  if (tls.renewDays >= tls.leafDays) {
    throw new UserError(
      `config tls.renewDays is ${tls.renewDays} with tls.leafDays ${tls.leafDays}`,
      'every deployment would renew all certificates; set tls.renewDays below tls.leafDays',
    );
  }
  if (tls.authorities.includes('own') && tls.caCertificate === '') {
    throw new UserError(
      'config tls.authorities names "own" without tls.caCertificate',
      "set tls.caCertificate and the secret tls.caKey to those of one's own authority",
    );
  }
}
