import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';
import type { ClusterPlan, GroupPlan } from '../topology/plan';
import { MONITOR_ROLE } from '../topology/roles';
import type { Secrets } from './secrets';

/** Options of a foreign server or a user mapping. */
export type ForeignOptions = Readonly<Record<string, string>>;

/** The name of a worker group's foreign server; the SQL files know workers by it. */
export function serverName(group: GroupPlan): string {
  return `worker_${group.group}`;
}

/**
 * How the coordinator reaches a worker group: libpq tries the nodes in turn and takes the one that
 * can be written to, so that the server follows a failover.
 */
export function serverOptions(plan: ClusterPlan, group: GroupPlan): ForeignOptions {
  return {
    host: group.nodes.map((node) => node.name).join(','),
    port: group.nodes.map((node) => node.postgresPort).join(','),
    dbname: plan.database,
    target_session_attrs: 'read-write',
    // A node that is gone costs this many seconds before the next one is tried.
    connect_timeout: '2',
    keepalives_idle: '5',
    keepalives_interval: '2',
    keepalives_count: '3',
    tcp_user_timeout: '10000',
    // Workers answer at the same time, and their transactions end at the same time.
    async_capable: 'true',
    parallel_commit: 'true',
    parallel_abort: 'true',
    // Functions and operators of this extension run on the worker.
    extensions: 'postgis',
    // Rows a round trip, out and in. COPY buffers 1,000 rows before it sends them.
    fetch_size: '10000',
    batch_size: '1000',
  };
}

/** Makes or changes the foreign servers and their user mappings, so that they are as planned. */
export async function keepForeignServers(
  client: ClientBase,
  plan: ClusterPlan,
  secrets: Secrets,
): Promise<string[]> {
  const changes: string[] = [];
  const mappings: readonly [role: string, password: string][] = [
    [plan.user, secrets.citus],
    [MONITOR_ROLE, secrets.monitor],
  ];
  for (const group of plan.groups.filter(({ role }) => role === 'worker')) {
    const server = serverName(group);
    changes.push(...(await keepServer(client, server, serverOptions(plan, group))));
    for (const [role, password] of mappings) {
      changes.push(...(await keepMapping(client, server, role, { user: role, password })));
    }
  }
  return changes;
}

async function keepServer(
  client: ClientBase,
  server: string,
  wanted: ForeignOptions,
): Promise<string[]> {
  const { rows } = await client.query<{ options: string[] | null }>(
    'SELECT srvoptions AS options FROM pg_foreign_server WHERE srvname = $1',
    [server],
  );
  const name = escapeIdentifier(server);
  if (rows[0] === undefined) {
    await client.query(
      `CREATE SERVER ${name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (${optionList(wanted)})`,
    );
    return [`foreign server ${server}`];
  }
  const changes = optionChanges(readOptions(rows[0].options), wanted);
  if (changes === '') return [];
  await client.query(`ALTER SERVER ${name} OPTIONS (${changes})`);
  return [`options of foreign server ${server}`];
}

async function keepMapping(
  client: ClientBase,
  server: string,
  role: string,
  wanted: ForeignOptions,
): Promise<string[]> {
  const { rows } = await client.query<{ options: string[] | null; usage: boolean }>(
    `SELECT m.umoptions AS options, has_server_privilege($2, s.oid, 'USAGE') AS usage
     FROM pg_foreign_server s
     LEFT JOIN pg_user_mappings m ON m.srvid = s.oid AND m.usename = $2
     WHERE s.srvname = $1`,
    [server, role],
  );
  const existing = rows[0]?.options;
  const target = `FOR ${escapeIdentifier(role)} SERVER ${escapeIdentifier(server)}`;
  if (rows[0]?.usage !== true) {
    await client.query(
      `GRANT USAGE ON FOREIGN SERVER ${escapeIdentifier(server)} TO ${escapeIdentifier(role)}`,
    );
  }
  if (existing === undefined || existing === null) {
    await client.query(`CREATE USER MAPPING ${target} OPTIONS (${optionList(wanted)})`);
    return [`user mapping of ${role} for ${server}`];
  }
  const changes = optionChanges(readOptions(existing), wanted);
  if (changes === '') return [];
  await client.query(`ALTER USER MAPPING ${target} OPTIONS (${changes})`);
  return [`user mapping of ${role} for ${server}`];
}

/** Options as catalogues keep them: `name=value`. */
function readOptions(options: readonly string[] | null): ForeignOptions {
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
