import { escapeIdentifier } from 'pg';
import type { StatementReading } from './kept-statements';
import type { SourceSession } from './open-source';

/** Reads the figures of this database's statements, those called by functions left out. */
export function readStatements(
  session: SourceSession,
  schema: string,
  withTexts: boolean,
): Promise<StatementReading[]> {
  return session.rows(
    'pg_stat_statements',
    `SELECT queryid::text AS id, ${withTexts ? 'min(query)' : 'NULL'} AS text,
       sum(calls)::float8 AS calls, sum(rows)::float8 AS rows, sum(total_exec_time) AS ms
     FROM ${escapeIdentifier(schema)}.pg_stat_statements(${withTexts}) s
     WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND toplevel AND queryid IS NOT NULL
     GROUP BY queryid`,
  );
}

/** Since when the figures count, and how often rare statements were forgotten since. */
export async function readReset(
  session: SourceSession,
  schema: string,
): Promise<{ readonly since: string | null; readonly forgotten: number }> {
  const [info] = await session.rows<{ since: Date | null; forgotten: number }>(
    'pg_stat_statements_info',
    `SELECT stats_reset AS since, dealloc::float8 AS forgotten
     FROM ${escapeIdentifier(schema)}.pg_stat_statements_info`,
  );
  return { since: info?.since?.toISOString() ?? null, forgotten: info?.forgotten ?? 0 };
}
