import type { Client } from 'pg';
import { splitStatements } from '../../../../sql/split-statements';
import type { ClusterPlan, NodePlan } from '../../../../topology/plan';

/** Where a node has PostgreSQL's programs (images/database/Dockerfile). */
export const PG_DUMP = '/opt/postgresql/bin/pg_dump';

/** SQLSTATEs of what is there already: table, object, function, schema, column. */
const THERE_ALREADY = new Set(['42P07', '42710', '42723', '42P06', '42701']);

/** Longest time that building an index may take, ms. */
export const BUILD_LIMIT_MS = 6 * 3_600_000;

/**
 * Definitions as pg_dump writes them, which knows every kind of object. It runs on the node itself, as
 * the server's own user, who needs no password there.
 *
 * @param client a superuser's session on the node
 * @param options of pg_dump besides `--schema-only`
 * @throws Error of PostgreSQL where the program fails; the server's log has its words
 */
export async function dumpSchema(
  client: Client,
  { database }: Pick<ClusterPlan, 'database'>,
  { postgresPort }: NodePlan,
  options: readonly string[],
): Promise<string[]> {
  const args = ['--schema-only', '--port', String(postgresPort), '--dbname', database, ...options];
  const command = [PG_DUMP, ...args.map(shellQuoted)].join(' ');
  const table = 'pg_temp.schema_dump';
  await client.query(`DROP TABLE IF EXISTS ${table}`);
  await client.query(
    `CREATE TEMPORARY TABLE schema_dump (n bigint GENERATED ALWAYS AS IDENTITY, line text)`,
  );
  // Characters that stand in no definition, so that every line arrives as it is.
  await client.query(
    `COPY ${table} (line) FROM PROGRAM ${client.escapeLiteral(command)}
     WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')`,
  );
  const { rows } = await client.query<{ text: string | null }>(
    `SELECT string_agg(coalesce(line, ''), E'\\n' ORDER BY n) AS text FROM ${table}`,
  );
  await client.query(`DROP TABLE ${table}`);
  return dumpedStatements(rows[0]?.text ?? '');
}

/** The statements of a dump; psql's own commands are left out. */
export function dumpedStatements(text: string): string[] {
  const pieces = splitStatements(text.replace(/^\\.*$/gm, ''));
  const statements: string[] = [];
  for (const piece of pieces) {
    const last = statements.at(-1);
    // The body of a function in standard SQL has statements of its own.
    if (last !== undefined && /\bBEGIN ATOMIC\b/.test(last) && !/\bEND$/.test(last)) {
      statements[statements.length - 1] = `${last};\n${piece}`;
    } else {
      statements.push(piece.replace(/^(--[^\n]*\n|\s)+/, ''));
    }
  }
  return statements;
}

/**
 * Runs definitions one by one; what is there already stays as it is. Settings that a dump begins with
 * stay in the session.
 *
 * @returns what failed otherwise, where `onFailure` is `go on`
 * @throws Error of PostgreSQL for the first one that failed, where it is `stop`
 */
export async function define(
  client: Client,
  statements: readonly string[],
  onFailure: 'stop' | 'go on' = 'stop',
): Promise<{ readonly statement: string; readonly error: Error }[]> {
  const failed: { statement: string; error: Error }[] = [];
  for (const statement of statements) {
    try {
      await client.query({ text: statement, query_timeout: BUILD_LIMIT_MS } as { text: string });
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (THERE_ALREADY.has(code)) continue;
      // Without an SQLSTATE the session itself is gone.
      if (onFailure === 'stop' || !/^[0-9A-Z]{5}$/.test(code)) throw error;
      failed.push({ statement, error: error as Error });
    }
  }
  return failed;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
