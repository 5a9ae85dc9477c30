import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';
import type { ClusterPlan } from '../../topology/plan';
import {
  MONITOR_ROLE,
  REPLICATION_ROLE,
  REWIND_ROLE,
  SUPERUSER,
} from '../../topology/postgres/roles';
import { roleVerifier, takesPassword } from '../../topology/postgres/scram';
import type { Secrets } from '../secrets';

/** A role that may log in to every node, and through one to the others. */
export interface RolePlan {
  readonly name: string;
  readonly password: string;
  /** Roles that it is a member of. */
  readonly memberOf: readonly string[];
}

/** The stack's own roles. */
export function rolePlans(plan: ClusterPlan, secrets: Secrets): RolePlan[] {
  return [
    { name: plan.user, password: secrets.citus, memberOf: [] },
    { name: MONITOR_ROLE, password: secrets.monitor, memberOf: ['pg_monitor'] },
  ];
}

/**
 * Makes the roles where they are missing and sets the passwords that differ, also in their salt alone:
 * the pooler needs the verifier that it has.
 *
 * @returns what was changed, in words
 */
export async function keepRoles(client: ClientBase, roles: readonly RolePlan[]): Promise<string[]> {
  const changes: string[] = [];
  for (const role of roles) {
    const name = escapeIdentifier(role.name);
    const { rows } = await client.query<{ rolpassword: string | null; memberships: string[] }>(
      `SELECT rolpassword,
         ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = a.oid) AS memberships
       FROM pg_authid a WHERE rolname = $1`,
      [role.name],
    );
    const existing = rows[0];
    const verifier = roleVerifier(role.name, role.password);
    if (existing?.rolpassword !== verifier) {
      const verb = existing === undefined ? 'CREATE' : 'ALTER';
      await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${escapeLiteral(verifier)}`);
      changes.push(existing === undefined ? `role ${role.name}` : `password of ${role.name}`);
    }
    for (const parent of role.memberOf) {
      if (existing?.memberships.includes(parent) === true) continue;
      await client.query(`GRANT ${escapeIdentifier(parent)} TO ${name}`);
      changes.push(`${role.name} in ${parent}`);
    }
  }
  return changes;
}

/**
 * Sets the passwords of the roles that Patroni made where they are others than these. Their salts are
 * Patroni's: nobody else has to have the same verifier.
 *
 * @returns what was changed, in words
 */
export async function keepPatroniPasswords(
  client: ClientBase,
  { superuser, replicator, rewind }: Secrets,
): Promise<string[]> {
  const wanted: Readonly<Record<string, string>> = {
    [SUPERUSER]: superuser,
    [REPLICATION_ROLE]: replicator,
    [REWIND_ROLE]: rewind,
  };
  const { rows } = await client.query<{ name: string; verifier: string | null }>(
    'SELECT rolname AS name, rolpassword AS verifier FROM pg_authid WHERE rolname = ANY ($1)',
    [Object.keys(wanted)],
  );
  const changes: string[] = [];
  for (const { name, verifier } of rows) {
    const password = wanted[name] ?? '';
    if (takesPassword(verifier ?? '', password)) continue;
    const next = escapeLiteral(roleVerifier(name, password));
    await client.query(`ALTER ROLE ${escapeIdentifier(name)} PASSWORD ${next}`);
    changes.push(`password of ${name}`);
  }
  return changes;
}

/** Makes the database, owned by the applications' role, or hands an existing one to it. */
export async function keepDatabase(client: ClientBase, plan: ClusterPlan): Promise<string[]> {
  const { rows } = await client.query<{ owner: string }>(
    'SELECT datdba::regrole::text AS owner FROM pg_database WHERE datname = $1',
    [plan.database],
  );
  const database = escapeIdentifier(plan.database);
  const owner = escapeIdentifier(plan.user);
  if (rows[0] === undefined) {
    await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
    return [`database ${plan.database}`];
  }
  if (rows[0].owner === plan.user) return [];
  await client.query(`ALTER DATABASE ${database} OWNER TO ${owner}`);
  return [`owner of database ${plan.database}`];
}

/** Leaves to the owner what versions before 15 give to everybody: making tables in schema `public`. */
export async function keepSchema(client: ClientBase, plan: ClusterPlan): Promise<string[]> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_namespace
     WHERE nspname = 'public' AND has_schema_privilege('public', oid, 'CREATE')`,
  );
  if (rowCount === 0) return [];
  await client.query(`GRANT CREATE ON SCHEMA public TO ${escapeIdentifier(plan.user)}`);
  await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  return ['schema public: tables by its owner alone'];
}

/** Makes the extensions that are missing in the session's database. */
export async function keepExtensions(
  client: ClientBase,
  extensions: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ extname: string }>('SELECT extname FROM pg_extension');
  const missing = extensions.filter((name) => !rows.some(({ extname }) => extname === name));
  for (const name of missing) {
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${escapeIdentifier(name)}`);
  }
  return missing.map((name) => `extension ${name}`);
}
