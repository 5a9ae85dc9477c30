import { statfs } from 'node:fs/promises';
import { UserError } from '../words/user-error';
import { dockerClient, isLocalEngine } from '../toolchain/docker/docker-client';
import type { ClusterPlan, GroupPlan } from '../topology/plan';
import { postgresParameters } from '../topology/postgres/postgres-parameters';

/** Bytes of one row on one node: heap and the four indexes, measured, plus a fifth for WAL. */
const BYTES_PER_ROW = 400;

/** PostgreSQL's units of memory, bytes; a bare number of `max_wal_size` is in MB. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

/**
 * Bytes that a load of `rows` takes on the Docker host, all copies together. On top comes the WAL of
 * every node that takes part: as much as its rows, as each is written to both, up to `max_wal_size`.
 */
export function loadBytes(plan: ClusterPlan, rows: number): number {
  const holders = plan.groups.filter(
    (group) => plan.groups.length === 1 || group.role === 'worker',
  );
  const nodes = holders.reduce((sum, group) => sum + group.nodes.length, 0);
  const copies = (nodes / holders.length) * plan.shardReplicationFactor;
  const onNode = (rows * BYTES_PER_ROW * plan.shardReplicationFactor) / holders.length;
  const wal = holders.reduce(
    (sum, group) => sum + group.nodes.length * Math.min(onNode, walLimit(plan, group)),
    0,
  );
  return rows * BYTES_PER_ROW * copies + wal;
}

/** `max_wal_size` of a group's nodes, bytes. */
function walLimit(plan: ClusterPlan, group: GroupPlan): number {
  const text = postgresParameters(plan, group)['max_wal_size'] ?? '';
  const [, size, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
  // What isn't understood is the server's to refuse; it has 1 GB by itself.
  return Number(size ?? 1024) * (UNIT_BYTES[unit] ?? 2 ** 20);
}

/**
 * Refuses a load that would fill the disk of the Docker host, before anything is changed.
 *
 * @param freeSpace room on the disk; default asks the Docker engine where its volumes are
 * @throws UserError with what it needs and what is free
 */
export async function refuseFullDisk(
  plan: ClusterPlan,
  rows: number,
  freeSpace: () => Promise<FreeSpace | undefined> = dockerFreeSpace,
): Promise<void> {
  const free = await freeSpace();
  const needed = loadBytes(plan, rows);
  if (free === undefined || needed <= free.bytes) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new UserError(
    `a load of ${rows.toLocaleString('en')} rows takes about ${gigabytes(needed)} on all nodes ` +
      `together, and ${free.path} has ${gigabytes(free.bytes)} free`,
    'load fewer rows or free some space',
  );
}

/** Room in a directory. */
export interface FreeSpace {
  readonly path: string;
  readonly bytes: number;
}

/** Free space on the disk of a directory. */
export async function freeSpaceAt(path: string): Promise<FreeSpace> {
  const { bavail, bsize } = await statfs(path);
  return { path, bytes: bavail * bsize };
}

/** Free space where Docker keeps its volumes; undefined where this machine can't see it. */
export async function dockerFreeSpace(): Promise<FreeSpace | undefined> {
  if (!isLocalEngine()) return undefined;
  try {
    const info = (await dockerClient().info()) as { DockerRootDir?: string };
    const path = info.DockerRootDir;
    if (path === undefined) return undefined;
    return await freeSpaceAt(path);
  } catch {
    // Docker Desktop keeps its volumes in a virtual machine of its own.
    return undefined;
  }
}
