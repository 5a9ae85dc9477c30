import { Client } from 'pg';
import { UserError } from '../words/user-error';

/**
 * Opens a session; the caller ends it.
 *
 * @param connection a libpq URI, which is secret and never shown
 * @param applicationName what `pg_stat_activity` shows, e.g. `citus-cluster load`
 * @throws UserError naming the address where nothing answers or the login is refused
 */
export async function connect(connection: string, applicationName: string): Promise<Client> {
  const client = new Client({
    connectionString: connection,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // A session lost between two queries shows in the next one; without a listener it would end the
  // process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new UserError(
      `can't connect to ${client.user ?? ''}@${client.host}:${client.port}: ${messageOf(error)}`,
      'see `npm run status`',
      { cause: error },
    );
  }
  return client;
}

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  // An AggregateError (every address of a name refused) has an empty message.
  return (message || code || String(error)).split('\n', 1)[0] ?? '';
}
