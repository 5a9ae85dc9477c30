import { DatabaseError, type Client, type ClientBase } from 'pg';
import { openClient } from '../sql/open-client';
import { UserError } from '../words/user-error';
import { TABLE } from '../dataset/table';

/** Longest wait for an endpoint to answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;

/** What a database says of itself. */
export interface DatabaseFacts {
  readonly pg: string;
  /** Null where the extension is not installed. */
  readonly citus: string | null;
  readonly postgis: string | null;
}

/**
 * Makes sure, before any load, that an endpoint answers and holds the tables.
 *
 * @param endpoint what to call it in errors, e.g. `write (127.0.0.1:5432)`
 * @param uri connection URI; it is never printed
 * @param tables that must be there, with their schema where it is not on the search path
 * @param look what else to do in the same session
 * @throws UserError telling what is missing and what to do
 */
export async function checkDatabase(
  endpoint: string,
  uri: string,
  tables: readonly string[],
  look: (client: ClientBase) => Promise<void> = () => Promise.resolve(),
): Promise<DatabaseFacts> {
  let client: Client | undefined;
  try {
    client = await openClient({
      connectionString: uri,
      connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      application_name: 'citus-cluster bench',
    });
    const { rows } = await client.query<{
      pg: string;
      citus: string | null;
      postgis: string | null;
      missing: string[];
    }>(
      `SELECT current_setting('server_version') AS pg,
        (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS citus,
        (SELECT extversion FROM pg_extension WHERE extname = 'postgis') AS postgis,
        ARRAY(SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL) AS missing`,
      [tables],
    );
    const facts = rows[0];
    if (facts === undefined) throw new Error('it gave no row');
    const [missing] = facts.missing;
    if (missing !== undefined) {
      throw new UserError(
        `the database at ${endpoint} has no table ${missing}`,
        missing === TABLE
          ? 'load the data set with `npm run load`'
          : "create it, or correct the scenario's `tables`",
      );
    }
    await look(client);
    return { pg: facts.pg, citus: facts.citus, postgis: facts.postgis };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (
      cause instanceof DatabaseError &&
      cause.code !== undefined &&
      !/^(08|28|57P|53)/.test(cause.code)
    ) {
      throw new UserError(
        `the database at ${endpoint} refuses: ${cause.message} (SQLSTATE ${cause.code})`,
        undefined,
        { cause },
      );
    }
    throw new UserError(
      `the endpoint ${endpoint} does not answer: ${errorText(cause)}`,
      '`npm run status` shows what is up',
      { cause },
    );
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/** Node reports a refused connection to several addresses as an error without a text of its own. */
function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map((inner) => errorText(inner)).join(', ');
  }
  return error instanceof Error ? error.message : String(error);
}
