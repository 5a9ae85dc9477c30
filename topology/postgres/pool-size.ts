import type { ClusterConfig } from '../config/cluster-config';
import { connectionLimits } from './connection-limits';

/**
 * Coordinator memory for each connection of the pool, MiB. A session of a distributed query takes 10
 * to 20 with its caches; shared_buffers and the page cache have to fit beside them.
 */
const MEMORY_MIB = 32;

/** Connections for each CPU of the coordinator: most of them wait, for workers or the standby. */
const PER_CPU = 16;

/** Fewer would make short statements queue behind a single slow one. */
const LEAST = 4;

/** A little more memory changes nothing: another size means another container. */
const STEP = 4;

/**
 * Connections that the clients of the pooled port share: the configured number, else what the
 * coordinator's memory and CPU limits suggest, at most half of what it takes from clients. The other
 * half is for those who connect directly.
 */
export function poolSize(config: ClusterConfig): number {
  if (config.poolSize > 0) return config.poolSize;
  const { memoryMiB, cpus } = config.resources.coordinator;
  const byCpus = cpus === undefined ? Infinity : Number(cpus) * PER_CPU;
  const most = Math.min(memoryMiB / MEMORY_MIB, byCpus, clientConnections(config) / 2);
  return Math.max(LEAST, STEP * Math.floor(most / STEP));
}

/** Connections that the coordinator takes from clients. */
export function clientConnections({ engine, workers, postgres }: ClusterConfig): number {
  const own = postgres.coordinator;
  const { coordinator } = connectionLimits({ engine, workers: workers.count });
  const limits = [
    own['max_connections'] ?? coordinator.sessions,
    engine === 'citus' ? (own['citus.max_client_connections'] ?? coordinator.clients) : Infinity,
  ];
  // -1 stands for no limit, and what is no number is for PostgreSQL to refuse.
  return Math.min(...limits.map(Number).filter((limit) => limit > 0));
}
