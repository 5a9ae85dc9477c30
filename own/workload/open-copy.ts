import { DatabaseError, type Client } from 'pg';
import { openClient } from '../../sql/open-client';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import type { Source } from '../inspect/source';

/** Longest that a statement on the copy may take, ms. */
const STATEMENT_LIMIT_MS = 20_000;

/** What a statement gives. */
export interface Result {
  readonly rows: (string | null)[][];
  readonly count: number;
}

/** A session with a copy, on which anything may be tried: what it changes is rolled back. */
export interface CopySession {
  /** Rows as arrays of texts. @throws DatabaseError */
  texts(sql: string, values?: readonly unknown[]): Promise<(string | null)[][]>;
  /** Rows that a statement returns or changes, and takes back. @throws DatabaseError */
  rowsOf(sql: string, values: readonly unknown[]): Promise<number>;
  /** The rows, and how many it returns or changes; taken back. @throws DatabaseError */
  resultOf(sql: string, values: readonly unknown[]): Promise<Result>;
  end(): Promise<void>;
}

/**
 * Opens a session with a copy.
 *
 * @param searchPath of the source
 * @param signal ends it, whatever it is at
 * @throws UserError naming the address where nothing answers or the login is refused
 */
export async function openCopy(
  { uri, address }: Source,
  searchPath: readonly string[],
  signal: AbortSignal,
): Promise<CopySession> {
  const client = await connected(uri, address, signal);
  const drop = (): void => void client.connection.stream.destroy();
  signal.addEventListener('abort', drop);
  await client.query(`SELECT set_config('search_path', $1, false)`, [searchPath.join(', ')]);
  const ask = async (sql: string, values: readonly unknown[] = []): Promise<Result> => {
    try {
      const { rows, rowCount } = await client.query<(string | null)[]>({
        ...{ text: sql, values: [...values], rowMode: 'array' as const },
        types: { getTypeParser: () => String },
      });
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
  const resultOf = async (sql: string, values: readonly unknown[]): Promise<Result> => {
    await client.query('BEGIN');
    try {
      return await ask(sql, values);
    } finally {
      await client.query('ROLLBACK');
    }
  };
  return {
    texts: async (sql, values) => (await ask(sql, values)).rows,
    resultOf,
    rowsOf: async (sql, values) => (await resultOf(sql, values)).count,
    async end() {
      signal.removeEventListener('abort', drop);
      await client.end().catch(() => undefined);
    },
  };
}

/** The code of what the server refuses; rethrows all else. */
export function refusalOf(error: unknown): string {
  if (error instanceof DatabaseError && !/^(08|57P)/.test(error.code ?? ''))
    return error.code ?? '';
  throw error;
}

async function connected(uri: string, address: string, signal: AbortSignal): Promise<Client> {
  try {
    return await openClient(
      {
        ...{ connectionString: uri, application_name: 'citus-cluster own' },
        ...{ connectionTimeoutMillis: 10_000, statement_timeout: STATEMENT_LIMIT_MS },
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new UserError(`can't connect to ${address}: ${messageOf(error)}`, 'look at --on', {
      cause: error,
    });
  }
}
