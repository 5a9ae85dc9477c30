import type Docker from 'dockerode';
import { openPeerSession } from '../../running/peer-session';
import { allContainers, allNodes, type ClusterPlan } from '../../topology/plan';

/** A container, which is another one if it was replaced, and its program's start. */
export interface ContainerRun {
  readonly id: string;
  readonly startedAt: string;
}

/** By container, which one it is. */
export async function containerRuns(
  docker: Docker,
  plan: ClusterPlan,
): Promise<Record<string, ContainerRun>> {
  const runs = allContainers(plan).map(async ({ name, container }) => {
    const { Id, State } = await docker.getContainer(container).inspect();
    return [name, { id: Id, startedAt: State.StartedAt }] as const;
  });
  return Object.fromEntries(await Promise.all(runs));
}

/** By node, whether it follows, and the timeline that it is on: each promotion begins another. */
export async function timelines(
  docker: Docker,
  plan: ClusterPlan,
): Promise<Record<string, unknown>> {
  const seen = allNodes(plan).map(async (node) => {
    const session = await openPeerSession(docker, node, 'postgres');
    const { rows } = await session.query<object>(
      `SELECT pg_is_in_recovery() AS standby, CASE WHEN pg_is_in_recovery()
         THEN (SELECT received_tli FROM pg_stat_wal_receiver)
         ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
       END AS timeline`,
    );
    await session.end();
    return [node.name, rows[0]] as const;
  });
  return Object.fromEntries(await Promise.all(seen));
}
