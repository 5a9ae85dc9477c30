import { Client } from 'pg';
import { addressOf, type NodePlan } from '../../topology/plan';
import { SUPERUSER } from '../../topology/postgres/roles';
import { MANAGER_SESSION, type Credentials } from '../credentials';
import { nameExpired } from '../tls/expired-certificate';
import { sessionTls } from './session-tls';

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

/** {@link SETTINGS} as a client's `options`. */
export const QUIET_SESSION = Object.entries(SETTINGS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/**
 * Longest wait for an answer, ms. A paused server takes statements and never answers, so that the
 * server's own limits do not hold.
 */
const ANSWER_LIMIT_MS = 25_000;

/** Longest wait for a session's end, ms. */
const CLOSE_LIMIT_MS = 500;

/**
 * Runs something on a superuser's session of its own.
 *
 * @param database its name
 * @param answerLimitMs longest wait for one answer; default 25 s
 */
export async function withSession<T>(
  node: NodePlan,
  credentials: Credentials,
  database: string,
  run: (client: Client) => Promise<T>,
  answerLimitMs?: number,
): Promise<T> {
  const client = await openSession(node, credentials, database, answerLimitMs);
  try {
    return await run(client);
  } finally {
    await closeSession(client);
  }
}

/** Ends a session; one whose server does not answer is dropped. */
export async function closeSession(client: Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)));
  await Promise.race([ended, late]);
  clearTimeout(timer);
  client.connection.stream.destroy();
}

/**
 * Opens a superuser's session on a node, by TLS where that is spoken; the caller ends it.
 *
 * @throws what PostgreSQL answered or the network said, with its `code`
 */
export async function openSession(
  node: NodePlan,
  credentials: Credentials,
  database: string,
  answerLimitMs = ANSWER_LIMIT_MS,
): Promise<Client> {
  const client = new Client({
    host: addressOf(node),
    port: node.postgresPort,
    user: SUPERUSER,
    password: credentials.superuser,
    ...sessionTls(credentials),
    database,
    application_name: credentials.sessionName ?? MANAGER_SESSION,
    connectionTimeoutMillis: Math.min(3000, answerLimitMs),
    query_timeout: answerLimitMs,
    keepAlive: true,
    options: QUIET_SESSION,
  });
  // A session lost between two statements shows in the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw nameExpired(error, node.name);
  }
  return client;
}
