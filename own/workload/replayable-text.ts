/** Types that may stand before a constant, which becomes a parameter in `pg_stat_statements`. */
const TYPED = /\b(interval|date|time|timetz|timestamp|timestamptz)\s+(\$\d+)/gi;

/**
 * A normalised text as the server takes it. Where a constant was that no parameter can stand for, it takes
 * another form that means the same.
 */
export function replayableText(text: string): string {
  return text
    .replace(TYPED, '$2::$1')
    .replace(/\bextract\s*\(\s*(\$\d+)\s+from\b/gi, 'date_part($1,');
}
