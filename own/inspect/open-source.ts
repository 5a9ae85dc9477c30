import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { openClient } from '../../sql/open-client';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import type { Source } from './source';

/** A session that writes nothing. */
export interface SourceSession {
  /** @throws UserError that says what could not be read, and why */
  rows<R>(what: string, sql: string): Promise<R[]>;
  /** What a COPY TO STDOUT sends. @throws as {@link rows} */
  copy(what: string, sql: string): AsyncIterable<Buffer>;
  end(): Promise<void>;
}

/** What to do about an error, by its code: SQLSTATE, or that of the operating system. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host: look at --source',
  EAI_AGAIN: 'the host could not be looked up: look at --source',
  ECONNREFUSED: 'nothing listens there: look at --source',
  '28P01': 'set PGPASSWORD, or PGPASSFILE to a file as libpq reads it',
  '28000': 'allow it in pg_hba.conf, or take another role',
  '3D000': 'look at the name in --source',
  '42501': 'GRANT pg_monitor, pg_read_all_data to the role',
  '53300': 'try again when a connection is free',
  '55P03': 'somebody holds a lock on a table: try again later',
  '57014': 'the server took more than 60 s: try again when it has less to do',
  '40001': 'the standby has cancelled it: set hot_standby_feedback, or try again',
};

/**
 * Opens a session.
 *
 * @param signal ends it, whatever it is at
 * @throws UserError naming the address where nothing answers or the login is refused
 */
export async function openSource(source: Source, signal: AbortSignal): Promise<SourceSession> {
  const { address } = source;
  const client = await connected(source, signal);
  const drop = (): void => void client.connection.stream.destroy();
  signal.addEventListener('abort', drop);
  let ended: unknown;
  client.on('error', (error) => (ended ??= error));
  const failure = (what: string, error: unknown): UserError => {
    signal.throwIfAborted();
    // What a server says that ends a session which waits is what the next question fails for.
    return explained(`can't read ${what} of ${address}`, ended ?? error);
  };
  return {
    async rows<R>(what: string, sql: string): Promise<R[]> {
      try {
        // What its owner reads in a log begins with a word.
        return (await client.query(sql.trim())).rows as R[];
      } catch (error) {
        throw failure(what, error);
      }
    },
    async *copy(what, sql) {
      try {
        yield* client.query(copyTo(sql)) as AsyncIterable<Buffer>;
      } catch (error) {
        throw failure(what, error);
      }
    },
    async end() {
      signal.removeEventListener('abort', drop);
      await client.end().catch(() => undefined);
    },
  };
}

async function connected({ uri, address }: Source, signal: AbortSignal): Promise<Client> {
  try {
    const config = { connectionString: uri, application_name: 'citus-cluster own' };
    return await openClient({ ...config, connectionTimeoutMillis: 10_000 }, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw explained(`can't connect to ${address}`, error);
  }
}

function explained(what: string, error: unknown): UserError {
  const message = messageOf(error);
  const remedy =
    REMEDIES[(error as { code?: string }).code ?? ''] ??
    (/client password must be/.test(message)
      ? 'it asks for a password: set PGPASSWORD, or PGPASSFILE to a file as libpq reads it'
      : /startup parameter/.test(message)
        ? 'name PostgreSQL itself, not a pooler before it'
        : undefined);
  return new UserError(`${what}: ${message}`, remedy, { cause: error });
}
