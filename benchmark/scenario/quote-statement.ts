/** Longest text of a statement in an error, characters. */
const LONGEST = 300;

/** A statement's text for an error: on one line, and cut where it is long. */
export function quoteStatement(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim();
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
