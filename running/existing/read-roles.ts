import type Docker from 'dockerode';
import type { ExistingNode } from '../../topology/change/existing-cluster';
import { askNode } from './ask-node';

/** A node's own view of who follows it; null of a standby. */
const FOLLOWERS = `
  SELECT CASE WHEN pg_is_in_recovery() THEN 'null' ELSE coalesce(json_agg(json_build_object(
    'name', application_name, 'state', state, 'sync', sync_state))::text, '[]') END
  FROM pg_stat_replication`;

interface Follower {
  readonly name: string;
  readonly state: string;
  readonly sync: string;
}

/**
 * Completes the nodes of one group by their roles, as their servers tell them.
 *
 * @param synchronous whether a standby has to be synchronous to take over
 */
export async function readRoles(
  docker: Docker,
  nodes: readonly ExistingNode[],
  synchronous: boolean,
): Promise<ExistingNode[]> {
  const answers = await Promise.all(
    nodes.map(async ({ container, running }): Promise<Follower[] | null | undefined> => {
      if (container === undefined || !running) return undefined;
      try {
        return JSON.parse(await askNode(docker, container, [FOLLOWERS])) as Follower[] | null;
      } catch {
        // It starts, or has ended: then its role is unknown.
        return undefined;
      }
    }),
  );
  const followers = answers.flatMap((answer) => answer ?? []);
  return nodes.map((node, i) => {
    const answer = answers[i];
    if (answer === undefined) return node;
    const follows = followers.find(({ name }) => name === node.name);
    const complete = follows?.state === 'streaming' && (!synchronous || isSynchronous(follows));
    return answer === null
      ? { ...node, role: 'standby', canTakeOver: complete }
      : { ...node, role: 'primary' };
  });
}

function isSynchronous({ sync }: Follower): boolean {
  return sync === 'sync' || sync === 'quorum';
}
