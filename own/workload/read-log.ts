import { parameterTexts } from './parameter-texts';

/** A statement that a session sent. */
export interface Logged {
  readonly session: string;
  readonly text: string;
  /** Values of its parameters, as far as the log has them. */
  readonly values: ReadonlyMap<number, string>;
}

interface Entry {
  readonly session: string;
  readonly message: string;
  detail: string;
}

/** Places of what is read in a line of `csvlog`. */
const CSV = { session: 5, severity: 11, message: 13, detail: 14 } as const;

const STATEMENT = /^(?:duration: [\d.]+ ms +)?(?:statement|execute [^:]+): (.*)$/s;

/**
 * Reads the statements of a server's log: of `csvlog`, or of `stderr` with `[%p]` in `log_line_prefix`.
 *
 * @param text of the log, with `log_statement` or `log_min_duration_statement`
 */
export function readLog(text: string): Logged[] {
  const entries = /^\d{4}-\d\d-\d\d [\d:.]+ [\w+-]+,/.test(text)
    ? csvEntries(text)
    : lineEntries(text);
  return entries.flatMap(({ session, message, detail }) => {
    const [, sql] = STATEMENT.exec(message) ?? [];
    return sql === undefined ? [] : [{ session, text: sql, values: parameterTexts(detail) }];
  });
}

function csvEntries(text: string): Entry[] {
  return csvRows(text).flatMap((row) =>
    row[CSV.severity] === 'LOG'
      ? [
          {
            session: row[CSV.session] ?? '',
            message: row[CSV.message] ?? '',
            detail: row[CSV.detail] ?? '',
          },
        ]
      : [],
  );
}

function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

function lineEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  // A line that begins with a tab goes on with the one before.
  for (const line of text.split(/\r?\n(?!\t)/)) {
    const whole = line.replaceAll('\n\t', '\n');
    const [, session, severity, message = ''] =
      /\[(\d+)\].*?\b(LOG|DETAIL): +(.*)$/s.exec(whole) ?? [];
    if (session === undefined) continue;
    if (severity === 'LOG') entries.push({ session, message, detail: '' });
    else {
      const last = entries.findLast((one) => one.session === session);
      if (last !== undefined) last.detail = message;
    }
  }
  return entries;
}
