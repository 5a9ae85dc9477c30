import type { Client } from 'pg';
import { uriOfEachHost } from '../topology/uri-hosts';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';
import { openClient } from './open-client';

/**
 * Opens a session; the caller ends it.
 *
 * @param connection a libpq URI, which is secret and never shown
 * @param applicationName what `pg_stat_activity` shows, e.g. `citus-cluster load`
 * @throws UserError naming the address, or all of several, where nothing answers or the login is refused
 */
export async function connect(connection: string, applicationName: string): Promise<Client> {
  try {
    return await openClient({
      connectionString: connection,
      application_name: applicationName,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
  } catch (error) {
    const uris = uriOfEachHost(connection);
    const user = decodeURIComponent(uris[0].username);
    const hosts = uris.map(({ host }) => host).join();
    throw new UserError(
      `can't connect to ${user}@${hosts}: ${messageOf(error)}`,
      'see `npm run status`',
      { cause: error },
    );
  }
}
