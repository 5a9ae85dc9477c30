import type { ClientBase } from 'pg';
import { diskObstacle, type NodeRoom } from '../manager/moves/citus/move-obstacles';
import { UserError } from '../words/user-error';

/** What is to come to a node's disk beside what is there. */
export interface Arrival {
  /** Citus's number of the node. */
  readonly node: number;
  readonly bytes: number;
}

interface DiskRow {
  readonly node: number;
  readonly group: number;
  readonly disk: NodeRoom['disk'];
}

const DISKS = `
  SELECT n.nodeid AS node, n.groupid AS "group", r.result::json AS disk
  FROM run_command_on_workers($$SELECT json_build_object('free', available_disk_size, 'total', total_disk_size)
    FROM citus_local_disk_space_stats()$$) r
  JOIN pg_dist_node n ON n.nodename = r.nodename AND n.nodeport = r.nodeport WHERE r.success`;

/**
 * Makes sure that disks have room, by the rule that moves follow.
 *
 * @param client a session on the coordinator primary
 * @param arrivals one after another: what was needed for one is free again for the next
 * @throws UserError that names the worker, what would come and what is free
 */
export async function requireRoom(client: ClientBase, arrivals: readonly Arrival[]): Promise<void> {
  const { rows } = await client.query<DiskRow>(DISKS);
  const [obstacle] = roomObstacles(arrivals, rows);
  if (obstacle !== undefined) throw new UserError(obstacle, 'free some of it, or move shards away');
}

/** Why arrivals, one after another, have no room; empty where they have. */
export function roomObstacles(arrivals: readonly Arrival[], disks: readonly DiskRow[]): string[] {
  return disks.flatMap(({ node, group, disk }) => {
    const sizes = arrivals.filter((one) => one.node === node).map(({ bytes }) => bytes);
    return diskObstacle(`worker-${group}`, Math.max(0, ...sizes), disk);
  });
}
