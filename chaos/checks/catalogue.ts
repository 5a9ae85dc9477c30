import { serverName } from '../../manager/set-up/foreign-servers';
import { connect } from '../../sql/connect';
import type { StackOutputs } from '../../topology/stack-outputs';
import { addressOf, type ClusterPlan } from '../../topology/plan';
import { askManager } from '../../running/ask-manager';

/** A group as the coordinator's catalogue has it. */
export interface CatalogueEntry {
  readonly group: number;
  /** Where the coordinator finds the group: its primary, or every node that may be. */
  readonly hosts: readonly string[];
}

/** Where the coordinator's catalogue and Patroni's view differ, each as a line. */
export async function catalogueFaults(outputs: StackOutputs): Promise<string[]> {
  const { plan, connections } = outputs;
  if (plan.groups.length === 1) return [];
  const status = await askManager(outputs);
  const client = await connect(connections.write, 'citus-cluster chaos');
  try {
    const { rows } = await client.query<CatalogueEntry>(
      plan.engine === 'citus'
        ? `SELECT groupid AS group, array_agg(nodename::text) AS hosts FROM pg_dist_node
           WHERE noderole = 'primary' AND isactive GROUP BY groupid`
        : `SELECT w.number AS group, string_to_array(
             (SELECT option_value FROM pg_options_to_table(s.srvoptions) WHERE option_name = 'host'), ',') AS hosts
           FROM cluster.workers w JOIN pg_foreign_server s ON s.srvname = w.server`,
    );
    return compareCatalogue(plan, rows, status.groups);
  } finally {
    await client.end();
  }
}

/**
 * Compares. With Citus the catalogue names the one primary; a foreign server lists nodes of its
 * group, the primary among them.
 */
export function compareCatalogue(
  plan: ClusterPlan,
  catalogue: readonly CatalogueEntry[],
  groups: readonly { readonly group: number; readonly primary: string | null }[],
): string[] {
  return plan.groups
    .filter(({ role }) => plan.engine === 'citus' || role === 'worker')
    .flatMap((planned) => {
      const { primary: name } = groups.find(({ group }) => group === planned.group) ?? {};
      const leading = planned.nodes.find((node) => node.name === name);
      const primary = leading === undefined ? 'none' : addressOf(leading);
      const hosts = catalogue.find(({ group }) => group === planned.group)?.hosts ?? [];
      const nodes = planned.nodes.map(addressOf);
      const right =
        plan.engine === 'citus'
          ? hosts.length === 1 && hosts[0] === primary
          : hosts.includes(primary) && hosts.every((host) => nodes.includes(host));
      const entry = plan.engine === 'citus' ? 'pg_dist_node' : serverName(planned);
      if (right) return [];
      return [
        `${entry} has ${hosts.join(',') || 'nothing'} for ${planned.name}, Patroni ${primary}`,
      ];
    });
}
