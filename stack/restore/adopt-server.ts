import type { Client } from 'pg';
import { keepForeignServers } from '../../manager/set-up/foreign-servers';
import { rolePlans } from '../../manager/set-up/roles';
import type { Secrets } from '../../manager/secrets';
import { closeSession } from '../../manager/sessions/sessions';
import { addressOf, type ClusterPlan, type NodePlan } from '../../topology/plan';
import type { OneOffNode } from './one-off-node';

const ENABLED = `
  SELECT d.datname AS database, s.subname AS name
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE s.subenabled ORDER BY 1, 2`;

/** What leads out of a cluster, and nobody here knows where to. */
const OTHER_SERVERS = `
  SELECT srvname AS name FROM pg_foreign_server WHERE srvname !~ '^worker_[0-9]+$' ORDER BY 1`;

/** What a server is made one of another cluster with. */
export interface Adoption {
  readonly plan: ClusterPlan;
  readonly secrets: Secrets;
  /** The nodes that lead the groups of the new cluster. */
  readonly leaders: readonly NodePlan[];
}

/**
 * Has a restored server know the nodes of its new cluster alone, before anything in it could reach those of the
 * old one: names in Citus's catalogue, foreign servers of workers; subscriptions are switched off. Passwords are
 * changed besides (keepPasswords).
 *
 * @param session a superuser's in the cluster's database; its statements stay on its own node
 * @returns what should be known of it, in words
 */
export async function adoptServer(
  session: Client,
  one: OneOffNode,
  { plan, secrets, leaders }: Adoption,
): Promise<string[]> {
  if (plan.engine === 'citus') await renameNodes(session, plan, leaders);
  if (plan.engine === 'native' && one.node.group === 0 && leaders.length > 1) {
    await keepForeignServers(session, plan, rolePlans(plan, secrets), leaders);
  }
  const { rows: subscriptions } = await session.query<{ database: string; name: string }>(ENABLED);
  for (const { database, name } of subscriptions) {
    const own = await one.session(database);
    try {
      await own.query(`ALTER SUBSCRIPTION ${own.escapeIdentifier(name)} DISABLE`);
    } finally {
      await closeSession(own);
    }
  }
  const { rows: servers } = await session.query<{ name: string }>(OTHER_SERVERS);
  const at = one.node.name;
  return [
    ...subscriptions.map(({ name }) => `${at}: subscription ${name} is switched off`),
    ...servers.map(({ name }) => `${at}: foreign server ${name} leads where it led before`),
  ];
}

/**
 * Puts the leaders into Citus's table of nodes where it names others than the plan's. Patroni keeps it from
 * then on, and enters standbys that lack.
 */
async function renameNodes(
  session: Client,
  { groups }: ClusterPlan,
  leaders: readonly NodePlan[],
): Promise<void> {
  const { rows } = await session.query<{ groupid: number; node: string }>(
    `SELECT groupid, nodename || ':' || nodeport AS node FROM pg_dist_node`,
  );
  const keyOf = (node: NodePlan): string => `${addressOf(node)}:${node.postgresPort}`;
  const changed = groups.filter(({ group, nodes }) =>
    rows.some(
      ({ groupid, node }) => groupid === group && nodes.every((one) => keyOf(one) !== node),
    ),
  );
  // Two rows must not have the same name for a moment.
  for (const { group } of changed) {
    await session.query(`DELETE FROM pg_dist_node WHERE groupid = $1 AND noderole <> 'primary'`, [
      group,
    ]);
    await session.query(`UPDATE pg_dist_node SET nodename = $2 WHERE groupid = $1`, [
      group,
      `restored-${group}`,
    ]);
  }
  for (const { group } of changed) {
    const leader = leaders.find((node) => node.group === group);
    if (leader === undefined) continue;
    await session.query(`UPDATE pg_dist_node SET nodename = $2, nodeport = $3 WHERE groupid = $1`, [
      group,
      addressOf(leader),
      leader.postgresPort,
    ]);
  }
}
