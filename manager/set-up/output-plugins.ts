import { escapeIdentifier, escapeLiteral, type ClientBase } from 'pg';

/** What decodes the changes of a shard that Citus splits. */
const CITUS_PLUGIN = 'citus';

/**
 * Lets Citus split shards while they are written to. PostgreSQL 15.19, 16.15, 17.11, 18.6 and later decode
 * changes only by the libraries that a parameter names, of which Citus is none; earlier ones know no such
 * parameter, so that no configuration file can have it.
 *
 * @param client a session in the database on a primary, whose statements stay there
 */
export async function keepOutputPlugins(client: ClientBase, database: string): Promise<string[]> {
  const { rows } = await client.query<{ setting: string }>(
    `SELECT setting FROM pg_settings WHERE name = 'output_plugin_libraries'`,
  );
  const names = rows[0]?.setting.split(',').map((name) => name.trim());
  if (names === undefined || names.includes(CITUS_PLUGIN)) return [];
  const list = [...names, CITUS_PLUGIN].map((name) => escapeLiteral(name)).join(', ');
  await client.query(
    `ALTER DATABASE ${escapeIdentifier(database)} SET output_plugin_libraries = ${list}`,
  );
  return ['splits of shards'];
}
