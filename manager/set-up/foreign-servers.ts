import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';
import { addressOf, type ClusterPlan, type GroupPlan, type NodePlan } from '../../topology/plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { isVerified } from '../../topology/tls/tls-stage';
import type { RolePlan } from './roles';

/** Options of a foreign server or a user mapping. */
export type ForeignOptions = Readonly<Record<string, string>>;

/** The name of a worker group's foreign server; the SQL files know workers by it. */
export function serverName(group: GroupPlan): string {
  return `worker_${group.group}`;
}

/** What the coordinator's connections to workers are called there, before their process's id. */
const CONNECTION_NAME = 'coordinator session';

/**
 * How the coordinator reaches a worker group: libpq tries the nodes in turn and takes the one that
 * can be written to, so that the server follows a failover. The primary comes first: a node that
 * takes connections and never answers, as a paused one does, would hold up all that come to it.
 *
 * @param primary name of the group's primary, where there is one
 */
export function serverOptions(
  plan: ClusterPlan,
  group: GroupPlan,
  primary?: string,
): ForeignOptions {
  const nodes = inOrder(group, primary);
  return {
    host: nodes.map(addressOf).join(','),
    port: nodes.map((node) => node.postgresPort).join(','),
    // %p is the process id of the session on the coordinator (postgres_fdw, application_name).
    application_name: `${CONNECTION_NAME} %p`,
    dbname: plan.database,
    target_session_attrs: 'read-write',
    // A node that is gone costs this many seconds before the next one is tried.
    connect_timeout: '2',
    // A peer that is gone from the network is noticed within about 4 s.
    keepalives_idle: '2',
    keepalives_interval: '1',
    keepalives_count: '2',
    tcp_user_timeout: '4000',
    // Workers answer at the same time, and their transactions end at the same time.
    async_capable: 'true',
    parallel_commit: 'true',
    parallel_abort: 'true',
    // Functions and operators of this extension run on the worker.
    extensions: 'postgis',
    // Rows a round trip out. PostgreSQL hands no LIMIT of a partitioned table on, so that a worker
    // makes and sends this many rows of each partition where ten are asked for; with fewer, a scan
    // of all rows pays for more round trips (docs/performance.md has what each number costs).
    fetch_size: '300',
    // Rows a round trip in: COPY buffers 1,000 before it sends them.
    batch_size: '1000',
    ...(isVerified(plan) && TLS_OPTIONS),
  };
}

/**
 * How the coordinator verifies a worker, and what it shows of itself. Options of the server rather than
 * of user mappings: dblink, which goes by the same servers, takes no others. The files are read by each
 * new connection.
 */
const TLS_OPTIONS = {
  sslmode: 'verify-full',
  sslrootcert: CERTIFICATE_FILES.authorities,
  sslcert: CERTIFICATE_FILES.certificate,
  sslkey: CERTIFICATE_FILES.key,
};

function inOrder({ nodes }: GroupPlan, primary: string | undefined): NodePlan[] {
  return [...nodes].sort(
    (one, other) => Number(other.name === primary) - Number(one.name === primary),
  );
}

/**
 * SQL about sessions of the coordinator that wait for a worker: `waiting` (since before a time)
 * for the coordinator (PostgreSQL 17 names the waits), `served` for a worker: those it works for right now.
 */
export const FOREIGN_WAITS = {
  waiting: `
    SELECT pid, query_start::text AS since FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND query_start < $1::timestamptz
      AND (wait_event LIKE 'PostgresFdw%' OR wait_event LIKE 'Dblink%' OR wait_event = 'AppendReady')`,
  served: `
    SELECT substring(application_name FROM '\\d+$')::integer AS pid FROM pg_stat_activity
    WHERE application_name ~ '^${CONNECTION_NAME} \\d+$' AND state = 'active'`,
};

/**
 * Puts the primaries first in the host lists of their servers, where the servers are there.
 *
 * @param primaries those of the worker groups that have one
 */
export async function keepServerOrder(
  client: ClientBase,
  plan: ClusterPlan,
  primaries: readonly NodePlan[],
): Promise<string[]> {
  const changes: string[] = [];
  for (const primary of primaries) {
    const group = plan.groups.find((one) => one.group === primary.group);
    if (group === undefined) continue;
    const server = serverName(group);
    const existing = await existingOptions(client, server);
    const { host = '', port = '' } = serverOptions(plan, group, primary.name);
    if (existing === undefined || existing['host'] === host) continue;
    await client.query(
      `ALTER SERVER ${escapeIdentifier(server)}
       OPTIONS (${optionChanges(existing, { ...existing, host, port })})`,
    );
    changes.push(`foreign server ${server} leads to ${primary.name}`);
  }
  return changes;
}

/** Makes or changes the foreign servers and their user mappings, so that they are as planned. */
export async function keepForeignServers(
  client: ClientBase,
  plan: ClusterPlan,
  roles: readonly RolePlan[],
  primaries: readonly NodePlan[],
): Promise<string[]> {
  const changes: string[] = [];
  for (const group of plan.groups.filter(({ role }) => role === 'worker')) {
    const server = serverName(group);
    const primary = primaries.find((node) => node.group === group.group)?.name;
    changes.push(...(await keepServer(client, server, serverOptions(plan, group, primary))));
  }
  return [...changes, ...(await keepMappings(client, plan, roles))];
}

/**
 * Makes or changes the user mappings of the foreign servers: how the coordinator logs in to workers.
 * A worker whose server is not there yet gets them when its server is made.
 */
export async function keepMappings(
  client: ClientBase,
  plan: ClusterPlan,
  roles: readonly RolePlan[],
): Promise<string[]> {
  const changes: string[] = [];
  for (const group of plan.groups.filter(({ role }) => role === 'worker')) {
    for (const role of roles) {
      changes.push(...(await keepMapping(client, serverName(group), role)));
    }
  }
  return changes;
}

async function keepServer(
  client: ClientBase,
  server: string,
  wanted: ForeignOptions,
): Promise<string[]> {
  const existing = await existingOptions(client, server);
  const name = escapeIdentifier(server);
  if (existing === undefined) {
    await client.query(
      `CREATE SERVER ${name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (${optionList(wanted)})`,
    );
    return [`foreign server ${server}`];
  }
  const changes = optionChanges(existing, wanted);
  if (changes === '') return [];
  await client.query(`ALTER SERVER ${name} OPTIONS (${changes})`);
  return [`options of foreign server ${server}`];
}

/** A server's options; undefined where there is none of this name. */
async function existingOptions(
  client: ClientBase,
  server: string,
): Promise<ForeignOptions | undefined> {
  const { rows } = await client.query<{ options: string[] | null }>(
    'SELECT srvoptions AS options FROM pg_foreign_server WHERE srvname = $1',
    [server],
  );
  return rows[0] && readOptions(rows[0].options);
}

async function keepMapping(
  client: ClientBase,
  server: string,
  { name: role, password }: RolePlan,
): Promise<string[]> {
  const wanted = { user: role, password };
  const { rows } = await client.query<{ options: string[] | null; usage: boolean }>(
    `SELECT m.umoptions AS options, has_server_privilege($2, s.oid, 'USAGE') AS usage
     FROM pg_foreign_server s
     LEFT JOIN pg_user_mappings m ON m.srvid = s.oid AND m.usename = $2
     WHERE s.srvname = $1`,
    [server, role],
  );
  const [found] = rows;
  if (found === undefined) return [];
  const existing = found.options;
  const target = `FOR ${escapeIdentifier(role)} SERVER ${escapeIdentifier(server)}`;
  if (!found.usage) {
    await client.query(
      `GRANT USAGE ON FOREIGN SERVER ${escapeIdentifier(server)} TO ${escapeIdentifier(role)}`,
    );
  }
  if (existing === null) {
    await client.query(`CREATE USER MAPPING ${target} OPTIONS (${optionList(wanted)})`);
    return [`user mapping of ${role} for ${server}`];
  }
  const changes = optionChanges(readOptions(existing), wanted);
  if (changes === '') return [];
  await client.query(`ALTER USER MAPPING ${target} OPTIONS (${changes})`);
  return [`user mapping of ${role} for ${server}`];
}

/** Options as catalogues keep them: `name=value`. */
export function readOptions(options: readonly string[] | null): ForeignOptions {
  return Object.fromEntries(
    (options ?? []).map((option) => {
      const at = option.indexOf('=');
      return [option.slice(0, at), option.slice(at + 1)];
    }),
  );
}

function optionList(options: ForeignOptions): string {
  return Object.entries(options)
    .map(([name, value]) => `${escapeIdentifier(name)} ${escapeLiteral(value)}`)
    .join(', ');
}

/** The list inside `OPTIONS (…)` that turns the existing options into the wanted ones, or ''. */
export function optionChanges(existing: ForeignOptions, wanted: ForeignOptions): string {
  const set = Object.entries(wanted).flatMap(([name, value]) => {
    if (existing[name] === value) return [];
    const verb = existing[name] === undefined ? 'ADD' : 'SET';
    return [`${verb} ${escapeIdentifier(name)} ${escapeLiteral(value)}`];
  });
  const dropped = Object.keys(existing)
    .filter((name) => wanted[name] === undefined)
    .map((name) => `DROP ${escapeIdentifier(name)}`);
  return [...set, ...dropped].join(', ');
}
