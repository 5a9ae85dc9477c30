/** Comments, quoted text and dollar-quoted bodies, in which a semicolon ends nothing. */
const OPAQUE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1/y;

/**
 * Splits a SQL file into its statements. Citus hands a worker the whole text that a utility command
 * came in, so that each has to be sent by itself.
 *
 * @returns the statements without their semicolons, comments kept, empty ones left out
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let at = 0;
  while (at < sql.length) {
    OPAQUE.lastIndex = at;
    const opaque = OPAQUE.exec(sql);
    if (opaque !== null) {
      at += opaque[0].length;
    } else if (sql[at++] === ';') {
      statements.push(sql.slice(start, at - 1).trim());
      start = at;
    }
  }
  statements.push(sql.slice(start).trim());
  return statements.filter((statement) => withoutComments(statement) !== '');
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim();
}
