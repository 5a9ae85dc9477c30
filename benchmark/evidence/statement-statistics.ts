import { MARK, type NodeSession } from './node-session';
import type { StatementFigures } from '../../results/evidence-schema';

/** What pg_stat_statements has counted of one statement so far. */
export interface StatementCounters {
  /** Role, nesting and statement: what the view tells entries apart by, within a database. */
  readonly key: string;
  /** Empty where the text was not asked for. */
  readonly query: string;
  readonly calls: number;
  readonly total_ms: number;
  readonly rows: number;
  readonly shared_blocks_hit: number;
  readonly shared_blocks_read: number;
  readonly wal_bytes: number;
}

/** Statements that a result keeps of each node. */
const MOST_STATEMENTS = 20;

/** Longest query text that a result keeps, characters. */
const LONGEST_TEXT = 2000;

/**
 * The columns are the same in every version since PostgreSQL 13. Reading the texts means reading
 * a file, so it is left out where they are not needed.
 */
function countersSql(withTexts: boolean): string {
  return `SELECT concat_ws('/', userid, toplevel, queryid) AS key,
      ${withTexts ? "coalesce(query, '')" : "''"} AS query,
      calls::float8, total_exec_time AS total_ms, rows::float8,
      shared_blks_hit::float8 AS shared_blocks_hit,
      shared_blks_read::float8 AS shared_blocks_read, wal_bytes::float8
    FROM pg_stat_statements(${withTexts})
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
}

/** Reads a node's counters. @throws Error where the extension is missing */
export function readStatements(
  session: NodeSession,
  { withTexts }: { withTexts: boolean },
): Promise<StatementCounters[]> {
  return session.query({ text: countersSql(withTexts) });
}

/**
 * The statements that a node spent most time on between two readings, the collectors' own left out.
 * Statements that differ in their shard alone count as one.
 *
 * @param after read with texts
 * @param options.hasNumbers whether numbers in texts stay, which utility statements have as they were sent; default:
 *   they do
 */
export function statementDifference(
  before: readonly StatementCounters[],
  after: readonly StatementCounters[],
  { hasNumbers }: { readonly hasNumbers: boolean } = { hasNumbers: true },
): StatementFigures[] {
  const earlier = new Map(before.map((counters) => [counters.key, counters]));
  const byText = new Map<string, Omit<StatementFigures, 'mean_ms'>>();
  for (const now of after) {
    if (now.query.includes(MARK)) continue;
    const then = earlier.get(now.key);
    // Counters below their earlier values were reset, e.g. by a crash.
    const base = then !== undefined && then.calls <= now.calls ? then : undefined;
    const since = (name: CounterName): number => Math.max(0, now[name] - (base?.[name] ?? 0));
    if (since('calls') === 0) continue;
    const text = normaliseQuery(now.query);
    const query = hasNumbers ? text : text.replace(/(?<![\w$])\d[\w.]*/g, 'N');
    const sum = byText.get(query);
    byText.set(query, {
      query,
      calls: since('calls') + (sum?.calls ?? 0),
      total_ms: since('total_ms') + (sum?.total_ms ?? 0),
      rows: since('rows') + (sum?.rows ?? 0),
      shared_blocks_hit: since('shared_blocks_hit') + (sum?.shared_blocks_hit ?? 0),
      shared_blocks_read: since('shared_blocks_read') + (sum?.shared_blocks_read ?? 0),
      wal_bytes: since('wal_bytes') + (sum?.wal_bytes ?? 0),
    });
  }
  return [...byText.values()]
    .sort((a, b) => b.total_ms - a.total_ms)
    .slice(0, MOST_STATEMENTS)
    .map((figures) => ({
      ...figures,
      total_ms: round(figures.total_ms),
      mean_ms: round(figures.total_ms / figures.calls),
    }));
}

type CounterName = Exclude<keyof StatementCounters, 'key' | 'query'>;

/**
 * A query text without values: PostgreSQL replaces those of most statements, but neither a shard's
 * number in a table's name nor what utility statements hold. Of many rows it shows the first, and of
 * a prepared statement what was prepared, for PostgreSQL counts its executions.
 */
export function normaliseQuery(text: string): string {
  if (/password|authinfo|conninfo/i.test(text)) return '(not shown: it may hold a password)';
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^PREPARE \S+ AS /i, '')
    .replace(/'(?:[^']|'')*'/g, "'…'")
    .replace(/(?<=[a-z]_)\d{5,}\b/gi, 'N')
    .replace(/\b(c|FETCH )\d+\b/g, '$1N')
    .replace(/ VALUES .*$/i, (rows) => firstRow(rows.replace(/\$\d+/g, '$n')))
    .slice(0, LONGEST_TEXT);
}

/** Rows that are written alike count as one, however many they are. */
function firstRow(values: string): string {
  return values.replace(/^( VALUES )(\(.+?\))(?:, \2)+(?=$| ON | RETURNING )/i, '$1$2, …');
}

/** Three decimals: microseconds. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
