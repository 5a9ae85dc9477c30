import type { ClientBase } from 'pg';
import type { ClusterPlan } from '../../topology/plan';
import { MONITOR_ROLE } from '../../topology/postgres/roles';
import { readPassword } from './citus-engine';
import { readOptions } from './foreign-servers';
import type { RolePlan } from './roles';

/** Where the coordinator keeps what a role logs in to the workers with. */
const LOGINS = {
  citus: `SELECT rolename AS name, ARRAY[authinfo] AS login FROM pg_dist_authinfo WHERE nodeid = 0`,
  native: `SELECT DISTINCT ON (usename) usename AS name, umoptions AS login FROM pg_user_mappings
           WHERE srvname ~ '^worker_[0-9]+$' ORDER BY usename, srvname`,
} as const;

/**
 * The roles that were added to the stack's own and reach the workers (`npm run roles`). What the
 * coordinator has of them is the truth that every other node is kept equal to.
 *
 * @param client a superuser's session in the cluster's database on the coordinator primary
 */
export async function readAddedRoles(client: ClientBase, plan: ClusterPlan): Promise<RolePlan[]> {
  const { rows } = await client.query<{ name: string; login: string[]; memberships: string[] }>(
    `SELECT l.name, l.login,
       ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) AS memberships
     FROM (${LOGINS[plan.engine]}) l JOIN pg_roles r ON r.rolname = l.name
     WHERE NOT r.rolsuper AND l.name <> ALL ($1::text[]) ORDER BY l.name`,
    [[plan.user, MONITOR_ROLE]],
  );
  return rows.flatMap(({ name, login, memberships }) => {
    const password =
      plan.engine === 'citus' ? readPassword(login[0] ?? '') : passwordOf(name, login);
    return password === undefined ? [] : [{ name, password, memberOf: memberships }];
  });
}

/** A mapping to another role than its own is somebody's own arrangement. */
function passwordOf(name: string, login: readonly string[]): string | undefined {
  const { user, password } = readOptions(login);
  return user === name ? password : undefined;
}
