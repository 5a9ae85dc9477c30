import { statfs } from 'node:fs/promises';
import { UserError } from '../cli/user-error';
import { dockerClient, isLocalEngine } from '../toolchain/docker-client';
import type { ClusterPlan } from '../topology/plan';

/** Bytes of one row on one node: heap and the four indexes, measured, plus a fifth for WAL. */
const BYTES_PER_ROW = 400;

/** What a load needs on top: WAL up to `max_wal_size` on every node that takes part. */
const WAL_BYTES_PER_NODE = 512 * 1024 * 1024;

/** Bytes that a load of `rows` takes on the Docker host, all copies together. */
export function loadBytes(plan: ClusterPlan, rows: number): number {
  const holders = plan.groups.filter(
    (group) => plan.groups.length === 1 || group.role === 'worker',
  );
  const nodes = holders.reduce((sum, group) => sum + group.nodes.length, 0);
  const copies = (nodes / holders.length) * plan.shardReplicationFactor;
  return rows * BYTES_PER_ROW * copies + nodes * WAL_BYTES_PER_NODE;
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

/** Free space where Docker keeps its volumes; undefined where this machine can't see it. */
async function dockerFreeSpace(): Promise<FreeSpace | undefined> {
  if (!isLocalEngine()) return undefined;
  try {
    const info = (await dockerClient().info()) as { DockerRootDir?: string };
    const path = info.DockerRootDir;
    if (path === undefined) return undefined;
    const { bavail, bsize } = await statfs(path);
    return { path, bytes: bavail * bsize };
  } catch {
    // Docker Desktop keeps its volumes in a virtual machine of its own.
    return undefined;
  }
}
