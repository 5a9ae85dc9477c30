import type { ClientBase } from 'pg';
import { diskObstacle, type NodeRoom } from '../manager/moves/citus/move-obstacles';
import { UserError } from '../words/user-error';

/** What is to come to a node's disk beside what is there. */
export interface Arrival {
  /** Citus's number of the node. */
  readonly node: number;
  readonly bytes: number;
}

interface Disk {
  readonly node: number;
  readonly group: number;
  readonly disk: NodeRoom['disk'];
}

interface DiskAnswer {
  readonly node: number;
  readonly group: number;
  readonly success: boolean;
  /** The disk as JSON, or what went wrong. */
  readonly result: string;
}

const DISKS = `
  SELECT n.nodeid AS node, n.groupid AS "group", r.success, r.result
  FROM run_command_on_workers($$SELECT json_build_object('free', available_disk_size, 'total', total_disk_size)
    FROM citus_local_disk_space_stats()$$) r
  JOIN pg_dist_node n ON n.nodename = r.nodename AND n.nodeport = r.nodeport`;

/**
 * Makes sure that disks have room, by the rule that moves follow.
 *
 * @param client a session on the coordinator primary
 * @param arrivals one after another: what was needed for one is free again for the next
 * @throws UserError that names the worker and what would come and what is free, or why nobody knows
 */
export async function requireRoom(client: ClientBase, arrivals: readonly Arrival[]): Promise<void> {
  const { rows } = await client.query<DiskAnswer>(DISKS);
  const disks = rows.map(({ node, group, success, result }): Disk => {
    if (success) return { node, group, disk: JSON.parse(result) as Disk['disk'] };
    throw new UserError(`the disk of worker-${group} can not be asked: ${result}`, 'try again');
  });
  const [obstacle] = roomObstacles(arrivals, disks);
  if (obstacle !== undefined) throw new UserError(obstacle, 'free some of it, or move shards away');
}

/** Why arrivals, one after another, have no room; empty where they have. */
export function roomObstacles(arrivals: readonly Arrival[], disks: readonly Disk[]): string[] {
  return disks.flatMap(({ node, group, disk }) => {
    const sizes = arrivals.filter((one) => one.node === node).map(({ bytes }) => bytes);
    return diskObstacle(`worker-${group}`, Math.max(0, ...sizes), disk);
  });
}
