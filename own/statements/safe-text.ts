import { normalizeSync, parseSync, scanSync, type Node } from 'libpg-query';

/** What PostgreSQL 18 puts behind the first value of a list for all others. */
const SQUASHED = '/*, ... */';

/** Statements that are planned; of all others only the kind is told. */
const QUERIES = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** A statement's text, or what is told instead of one that could hold a value. */
export type SafeText = { readonly text: string } | { readonly instead: string };

/**
 * A text of `pg_stat_statements` without anything that could be a person's: constants that the server
 * left in it, comments, in which applications put users and requests, and whatever is no query. What a
 * newer server leaves of a list of values counts as two of them.
 *
 * @param text null of a text that the server has lost
 */
export function safeText(text: string | null): SafeText {
  if (text === null) return { instead: 'the server has lost its text' };
  if (text === '<insufficient privilege>') return { instead: 'it is hidden from this role' };
  try {
    const nodes = parseSync(text).stmts ?? [];
    const kind = Object.keys((nodes[0]?.stmt as Node | undefined) ?? {})[0] ?? '';
    if (nodes.length > 1) return { instead: 'several statements' };
    if (!QUERIES.has(kind)) return { instead: kindInWords(kind) };
    const safe = withoutComments(normalizeSync(text));
    return holdsText(safe) ? { instead: 'it holds a constant' } : { text: safe };
  } catch {
    // The parser's message quotes the text.
    return { instead: 'the parser does not read it' };
  }
}

/** A query without its comments and line breaks. */
function withoutComments(text: string): string {
  const bytes = Buffer.from(text);
  let safe = '';
  let parameter = '';
  let end = 0;
  for (const token of scanSync(text).tokens) {
    const written = bytes.toString('utf8', token.start, token.end);
    const gap = token.start > end && safe !== '' ? ' ' : '';
    end = token.end;
    if (token.tokenName === 'PARAM') parameter = written;
    if (!/COMMENT/.test(token.tokenName)) safe += gap + written;
    else if (written === SQUASHED) safe += `, ${parameter}`;
    // Words that only a comment parts stay apart.
    else end -= 1;
  }
  return safe.replace(/;$/, '');
}

/** Whether a constant is left, of which numbers are those of types and positions: `numeric(10, 2)`. */
function holdsText(text: string): boolean {
  return scanSync(text).tokens.some(
    ({ tokenName }) => /^[A-HJ-Z]*CONST$/.test(tokenName) && tokenName !== 'FCONST',
  );
}

/** `AlterRoleStmt` as `alter role`. */
function kindInWords(kind: string): string {
  return (
    kind
      .replace(/Stmt$/, '')
      .replace(/(?!^)[A-Z]/g, ' $&')
      .toLowerCase() || 'no statement'
  );
}
