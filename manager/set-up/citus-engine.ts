import type { ClientBase } from 'pg';
import type { Observation } from '../observe/observation';
import { addressOf } from '../../topology/plan';
import type { RolePlan } from './roles';

/**
 * What still keeps Citus from using a group: Patroni registers a group's primary in the catalogue
 * of the coordinator, and Citus then copies its metadata there.
 *
 * @param client a session in the cluster's database on the coordinator primary
 */
export async function registrationReasons(
  client: ClientBase,
  observation: Observation,
): Promise<string[]> {
  const { rows } = await client.query<{
    groupid: number;
    nodename: string;
    active: boolean;
    synced: boolean;
  }>(
    `SELECT groupid, nodename, isactive AS active, metadatasynced AS synced
     FROM pg_dist_node WHERE noderole = 'primary'`,
  );
  return observation.groups.flatMap(({ group, primary }) => {
    const row = rows.find(({ groupid }) => groupid === group.group);
    if (row === undefined) return [`${group.name} is not registered with Citus yet`];
    if (primary !== undefined && row.nodename !== addressOf(primary.node)) {
      return [`${group.name} is still registered with Citus as ${row.nodename}`];
    }
    if (!row.active) return [`Citus does not use ${group.name}: it is disabled`];
    return row.synced ? [] : [`Citus has not copied its metadata to ${group.name} yet`];
  });
}

/** Keeps this session's statements on its own node. */
export async function stopPropagation(client: ClientBase): Promise<void> {
  await client.query('SET citus.enable_ddl_propagation = off');
}

/**
 * Lets Citus open connections from this node to the others as the roles that run queries; every
 * node's primary needs it, as queries can start at any.
 */
export async function keepAuthentication(
  client: ClientBase,
  roles: readonly RolePlan[],
): Promise<string[]> {
  const { rows } = await client.query<{ rolename: string; authinfo: string }>(
    'SELECT rolename, authinfo FROM pg_dist_authinfo WHERE nodeid = 0',
  );
  const changes: string[] = [];
  for (const { name: role, password } of roles) {
    const authinfo = `password=${quoteConninfo(password)}`;
    const existing = rows.find(({ rolename }) => rolename === role);
    const present = existing && withoutCertificate(existing.authinfo);
    if (present === authinfo || present === asPatroniWrites(password)) continue;
    const sql =
      existing === undefined
        ? 'INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES (0, $1, $2)'
        : 'UPDATE pg_dist_authinfo SET authinfo = $2 WHERE nodeid = 0 AND rolename = $1';
    await client.query(sql, [role, authinfo]);
    changes.push(`authentication of ${role} between nodes`);
  }
  return changes;
}

/** Patroni writes the superuser's certificate beside the password; `citus.node_conninfo` has it as well. */
function withoutCertificate(authinfo: string): string {
  return authinfo.replace(/\bssl(cert|key)=\S+/g, '').trim();
}

/** What Patroni makes of the superuser's password when it makes a node: escaped, without quotes. */
function asPatroniWrites(password: string): string {
  return `password=${password.replace(/['\\ ]/g, (character) => `\\${character}`)}`;
}

/** A value of a libpq connection string, quoted. */
function quoteConninfo(value: string): string {
  return `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** The password in a connection string that {@link keepAuthentication} made. */
export function readPassword(authinfo: string): string | undefined {
  return /^password='(.*)'$/s.exec(authinfo)?.[1]?.replace(/\\(.)/gs, '$1');
}
