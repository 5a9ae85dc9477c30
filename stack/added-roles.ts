import { escapeIdentifier, type DatabaseError } from 'pg';
import { UserError } from '../words/user-error';
import { keepAuthentication, stopPropagation } from '../manager/set-up/citus-engine';
import { keepMappings, serverName } from '../manager/set-up/foreign-servers';
import { keepRoles, type RolePlan } from '../manager/set-up/roles';
import type { ClusterPlan } from '../topology/plan';
import { MONITOR_ROLE, REPLICATION_ROLE, REWIND_ROLE, SUPERUSER } from '../topology/postgres/roles';
import type { PrimarySession } from '../running/primary-sessions';

/** What a role may do with the rows of all tables, those to come included. */
export type Access = 'read-only' | 'read-write';

/** PostgreSQL's own roles for it, on the coordinator as on the workers. */
const MEMBER_OF: Readonly<Record<Access, readonly string[]>> = {
  'read-only': ['pg_read_all_data'],
  'read-write': ['pg_read_all_data', 'pg_write_all_data'],
};

/** A role that logs in besides the stack's own. */
export interface AddedRole {
  readonly name: string;
  /** `other` where it was given something else by SQL. */
  readonly access: Access | 'other';
}

/** A name that needs no quotes, is not PostgreSQL's and none of the stack's own roles. */
export function parseRoleName(text: string, plan: ClusterPlan): string {
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/.test(text)) {
    throw new UserError(
      `"${text}" is no name for a role`,
      'take a to z, 0 to 9 and _, at most 63 of them, not a digit or "pg_" at the beginning',
    );
  }
  if (ownRoles(plan).includes(text)) {
    throw new UserError(
      `role "${text}" is one of the stack's own`,
      'its password is a key of the configuration, see docs/configuration.md',
    );
  }
  return text;
}

function ownRoles(plan: ClusterPlan): string[] {
  return [plan.user, SUPERUSER, REPLICATION_ROLE, REWIND_ROLE, MONITOR_ROLE];
}

/** The roles that may log in besides the stack's own. */
export async function listRoles(
  { client }: PrimarySession,
  plan: ClusterPlan,
): Promise<AddedRole[]> {
  const { rows } = await client.query<{ name: string; memberships: string[] }>(
    `SELECT rolname AS name, ARRAY(
       SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid ORDER BY 1) AS memberships
     FROM pg_roles r WHERE rolcanlogin AND rolname <> ALL ($1::text[]) ORDER BY rolname`,
    [ownRoles(plan)],
  );
  const accesses = Object.keys(MEMBER_OF) as Access[];
  return rows.map(({ name, memberships }) => ({
    name,
    access: accesses.find((one) => MEMBER_OF[one].join() === memberships.join()) ?? 'other',
  }));
}

/** Makes a role that reads, or reads and writes, the rows of all tables, by every node. */
export async function createRole(
  plan: ClusterPlan,
  coordinator: PrimarySession,
  workers: readonly PrimarySession[],
  role: { readonly name: string; readonly access: Access; readonly password: string },
): Promise<void> {
  if ((await listRoles(coordinator, plan)).some(({ name }) => name === role.name)) {
    throw new UserError(
      `role "${role.name}" exists`,
      `give it another password with \`npm run roles -- password ${role.name}\`, or drop it first`,
    );
  }
  await keepEverywhere(plan, coordinator, workers, { ...role, memberOf: MEMBER_OF[role.access] });
}

/** Gives a role another password, and what it lacks on a node. */
export async function changePassword(
  plan: ClusterPlan,
  coordinator: PrimarySession,
  workers: readonly PrimarySession[],
  role: { readonly name: string; readonly password: string },
): Promise<void> {
  const access = await existing(coordinator, plan, role.name);
  const memberOf = access === 'other' ? [] : MEMBER_OF[access];
  await keepEverywhere(plan, coordinator, workers, { ...role, memberOf });
}

/** Drops a role on every node. */
export async function dropRole(
  plan: ClusterPlan,
  coordinator: PrimarySession,
  workers: readonly PrimarySession[],
  name: string,
): Promise<void> {
  await existing(coordinator, plan, name);
  const role = escapeIdentifier(name);
  // On the coordinator first: what it has, the manager gives to the workers.
  await change(coordinator, `role "${name}" can't be dropped`, async ({ client }) => {
    if (plan.engine === 'citus') await forgetAuthentication(coordinator, name);
    for (const group of plan.engine === 'native' ? plan.groups.slice(1) : []) {
      const server = escapeIdentifier(serverName(group));
      await client.query(`DROP USER MAPPING IF EXISTS FOR ${role} SERVER ${server}`);
      await client.query(`REVOKE ALL ON FOREIGN SERVER ${server} FROM ${role}`);
    }
    await client.query(`DROP ROLE ${role}`);
  });
  for (const worker of workers) {
    await change(worker, `role "${name}" can't be dropped`, async ({ client }) => {
      if (plan.engine === 'citus') {
        await stopPropagation(client);
        await forgetAuthentication(worker, name);
      }
      await client.query(`DROP ROLE IF EXISTS ${role}`);
    });
  }
}

async function existing(
  coordinator: PrimarySession,
  plan: ClusterPlan,
  wanted: string,
): Promise<AddedRole['access']> {
  const roles = await listRoles(coordinator, plan);
  const found = roles.find(({ name }) => name === wanted);
  if (found !== undefined) return found.access;
  const names = roles.map(({ name }) => name).join(', ') || 'none';
  throw new UserError(`there is no role "${wanted}"; there are: ${names}`);
}

async function keepEverywhere(
  plan: ClusterPlan,
  coordinator: PrimarySession,
  workers: readonly PrimarySession[],
  role: RolePlan,
): Promise<void> {
  for (const session of [coordinator, ...workers]) {
    await change(session, `role "${role.name}" can't be set`, async ({ client, node }) => {
      // Citus hands the coordinator's roles on, also to workers to come.
      if (plan.engine === 'citus' && node.group > 0) await stopPropagation(client);
      await keepRoles(client, [role]);
      if (plan.engine === 'citus') await keepAuthentication(client, [role]);
      else if (node.group === 0) await keepMappings(client, plan, [role]);
    });
  }
}

/** Runs the changes of one node in one transaction. */
async function change(
  session: PrimarySession,
  failure: string,
  run: (session: PrimarySession) => Promise<void>,
): Promise<void> {
  const { client, node } = session;
  try {
    await client.query('BEGIN');
    await run(session);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const { message, detail } = error as DatabaseError;
    const said = [message, detail].filter(Boolean).join(': ').replaceAll('\n', '; ');
    throw new UserError(`${failure} on ${node.name}: ${said}`, undefined, { cause: error });
  }
}

async function forgetAuthentication({ client }: PrimarySession, name: string): Promise<void> {
  await client.query('DELETE FROM pg_dist_authinfo WHERE rolename = $1', [name]);
}
