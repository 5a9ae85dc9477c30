import type { Client } from 'pg';
import { keepAuthentication, stopPropagation } from '../../manager/set-up/citus-engine';
import { keepMappings } from '../../manager/set-up/foreign-servers';
import { keepPatroniPasswords, keepRoles, rolePlans } from '../../manager/set-up/roles';
import type { Secrets } from '../../manager/secrets';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { SUPERUSER } from '../../topology/postgres/roles';

/**
 * Changes what a server has of other passwords than these: its roles' own, and what nodes log in to one
 * another with.
 *
 * @param session a superuser's in the cluster's database; with Citus it keeps its statements to its own node
 *   from then on
 * @param node of which the server is
 * @returns what was changed, in words
 */
export async function keepPasswords(
  session: Client,
  plan: ClusterPlan,
  secrets: Secrets,
  node: Pick<NodePlan, 'group'>,
): Promise<string[]> {
  if (plan.engine === 'citus') await stopPropagation(session);
  return [
    ...(await keepPatroniPasswords(session, secrets)),
    ...(await keepRoles(session, rolePlans(plan, secrets))),
    ...(await keepWaysBetweenNodes(session, plan, secrets, node)),
  ];
}

/** How nodes log in to one another changes in the same moment as what they are asked for. */
async function keepWaysBetweenNodes(
  session: Client,
  plan: ClusterPlan,
  secrets: Secrets,
  { group }: Pick<NodePlan, 'group'>,
): Promise<string[]> {
  const roles = rolePlans(plan, secrets);
  if (plan.engine === 'native') return group === 0 ? keepMappings(session, plan, roles) : [];
  // Citus's own sessions between nodes are the superuser's.
  const superuser = { name: SUPERUSER, password: secrets.superuser, memberOf: [] };
  return keepAuthentication(session, [...roles, superuser]);
}
