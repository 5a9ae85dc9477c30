import type Docker from 'dockerode';
import { askNode } from '../../running/existing/ask-node';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** Longest time for one look at all tables of a node, ms. */
const LIMIT_MS = 60_000;

/** Tables with rows, but for those of the project itself, and other databases; the first three. */
function filled(own: string): string {
  return `
    SELECT coalesce(string_agg(name, ', '), '') FROM (
      SELECT c.oid::regclass::text AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|cluster)'
        AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                        AND d.objid = c.oid AND d.deptype = 'e')
        AND query_to_xml('SELECT FROM ' || c.oid::regclass || ' LIMIT 1', false, true, '')::text
          LIKE '%<row%'
      UNION ALL
      SELECT 'database ' || datname FROM pg_database
      WHERE NOT datistemplate AND datname NOT IN ('postgres', '${own}')
      LIMIT 3) AS found`;
}

/**
 * Refuses a cluster that holds rows or databases of somebody's.
 *
 * @throws UserError naming some of them; where a group does not answer
 */
export async function refuseRows(plan: ClusterPlan, docker: Docker): Promise<void> {
  const { stack, database } = plan;
  await Promise.all(
    plan.groups.map(async ({ name, nodes }) => {
      const [found, why] = await firstAnswer(docker, database, nodes);
      if (found === '') return;
      throw found === undefined
        ? new UserError(
            `stack "${stack}" is there, and what ${name} holds can't be told: ${why}`,
            `bring it up (\`npm run up -- --stack ${stack}\`), or remove it (\`npm run down -- --stack ${stack}\`)`,
          )
        : new UserError(
            `stack "${stack}" holds data already, which stay as they are: ${found} on ${name}`,
            `choose another name; \`npm run down -- --stack ${stack}\` removes it`,
          );
    }),
  );
}

async function firstAnswer(
  docker: Docker,
  database: string,
  nodes: readonly NodePlan[],
): Promise<[found: string | undefined, why: string]> {
  let why = '';
  for (const { container } of nodes) {
    try {
      // Citus hides shards from those who list tables; elsewhere the setting means nothing.
      const sql = ['SET citus.override_table_visibility = off', filled(database)];
      return [await askNode(docker, container, sql, { database, timeoutMs: LIMIT_MS }), ''];
    } catch (error) {
      why = messageOf(error);
    }
  }
  return [undefined, why];
}
