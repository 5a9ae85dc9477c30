import type { Client } from 'pg';
import { UserError } from '../words/user-error';
import { closeSession } from '../manager/sessions/sessions';
import { messageOf } from '../words/message-of';
import type { ClusterPlan } from '../topology/plan';
import { clusterDocker } from './hosts/cluster-docker';
import type { NodePlan } from '../topology/plan';
import { openPeerSession } from './peer-session';
import type { Deployment } from './local-state';
import { readStatus } from './read-status';

/** A superuser's session in the cluster's database on the primary of a group. */
export interface PrimarySession {
  readonly node: NodePlan;
  readonly client: Client;
}

/**
 * Runs something with a session on every primary, the coordinator's first; all are open before
 * anything is run.
 *
 * @throws UserError if a group has no primary, or one can't be reached
 */
export async function withPrimaries<T>(
  deployment: Deployment,
  run: (coordinator: PrimarySession, workers: readonly PrimarySession[]) => Promise<T>,
): Promise<T> {
  const sessions: PrimarySession[] = [];
  try {
    for (const node of await primaries(deployment)) {
      sessions.push({ node, client: await openOn(deployment.plan, node) });
    }
    const [coordinator, ...workers] = sessions;
    if (coordinator === undefined) throw new Error('the plan has no group');
    return await run(coordinator, workers);
  } finally {
    await Promise.all(sessions.map(({ client }) => closeSession(client)));
  }
}

/**
 * The primary of every group, the coordinator's first.
 *
 * @throws UserError if a group has none that answers
 */
export async function primaries(deployment: Deployment): Promise<NodePlan[]> {
  const { plan } = deployment;
  const { groups } = await readStatus(deployment);
  return plan.groups.map(({ name, group, nodes }) => {
    const primary = groups.find((one) => one.group === group)?.primary;
    const node = nodes.find((one) => one.name === primary);
    if (node === undefined) {
      throw new UserError(
        `${name} of stack "${plan.stack}" has no primary that answers; nothing was changed`,
        `see \`npm run status -- --stack ${plan.stack}\``,
      );
    }
    return node;
  });
}

/**
 * Opens a superuser's session on a node, before anything is changed.
 *
 * @param how options of libpq, and the longest wait for one answer, as {@link openPeerSession} takes them
 * @throws UserError if it can't be reached
 */
export async function openOn(
  plan: ClusterPlan,
  node: NodePlan,
  ...how: [options?: string, answerLimitMs?: number]
): Promise<Client> {
  try {
    return await openPeerSession(clusterDocker(plan), node, plan.database, ...how);
  } catch (error) {
    throw new UserError(
      `no session on ${node.name}: ${messageOf(error)}; nothing was changed`,
      'see `npm run status`',
      { cause: error },
    );
  }
}
