import { Client } from 'pg';
import type { NodePlan } from '../topology/plan';
import { SUPERUSER } from '../topology/roles';

/**
 * Session settings: passwords stand in some of the manager's statements, so that none of its text
 * may reach the server's log, its statistics or the view of running queries. A statement that waits
 * for a lock or a lost standby gives up in the end.
 */
const SETTINGS = {
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_error_statement: 'panic',
  'pg_stat_statements.track': 'none',
  track_activities: 'off',
  statement_timeout: '20s',
  lock_timeout: '5s',
};

/**
 * Runs something on a superuser's session of its own.
 *
 * @param database default `postgres`
 */
export async function withSession<T>(
  node: NodePlan,
  password: string,
  database: string,
  run: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openSession(node, password, database);
  try {
    return await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Opens a superuser's session on a node; the caller ends it. */
export async function openSession(
  node: NodePlan,
  password: string,
  database: string,
): Promise<Client> {
  const client = new Client({
    host: node.name,
    port: node.postgresPort,
    user: SUPERUSER,
    password,
    database,
    application_name: 'citus-cluster manager',
    connectionTimeoutMillis: 3000,
    keepAlive: true,
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // A session lost between two statements shows in the next one.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
