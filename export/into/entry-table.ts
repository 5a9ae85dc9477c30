import type { DumpEntry } from '../dump-entries';
import type { ExportedTable } from '../manifest';
import { nameForms } from '../sql-name';

/** The table, of these, that an index, key, trigger or grant is of. */
export function tableOfEntry(
  { type, schema, name, sql }: DumpEntry,
  tables: readonly ExportedTable[],
): ExportedTable | undefined {
  if (type === 'TABLE') {
    return tables.find((table) => table.schema === schema && table.name === name);
  }
  return tables.find((table) =>
    new RegExp(`(?:\\bON|\\bTABLE|\\bFROM)(?: ONLY)? ${nameForms(table)}`).test(sql),
  );
}

/** Whether a foreign key leads to one of these tables. */
export function refersTo({ sql }: DumpEntry, tables: readonly ExportedTable[]): boolean {
  return tables.some((table) => new RegExp(`\\bREFERENCES ${nameForms(table)}`).test(sql));
}

/** Columns, or expressions, that a key or a unique index holds to be unique; undefined for another entry. */
export function uniqueColumns({ sql }: DumpEntry): string[] | undefined {
  const [head] =
    /\b(PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \(|\bCREATE UNIQUE INDEX .*? USING \w+ \(|\bEXCLUDE USING \w+ \(/s.exec(
      sql,
    ) ?? [];
  if (head === undefined) return undefined;
  const isExclusion = head.startsWith('EXCLUDE');
  const listed = elements(sql.slice(sql.indexOf(head) + head.length));
  return listed.flatMap((element) => {
    if (!isExclusion) return [unquoted(element)];
    const [, column] = /^(.*) WITH =$/s.exec(element) ?? [];
    return column === undefined ? [] : [unquoted(column)];
  });
}

/** What stands between commas, up to the bracket that ends the list. */
function elements(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (const char of text) {
    if (char === ')' && depth === 0) break;
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) found.push('');
    else found[found.length - 1] += char;
  }
  return found.map((element) => element.trim());
}

function unquoted(element: string): string {
  const [, quoted] = /^"((?:[^"]|"")+)"/.exec(element) ?? [];
  return quoted === undefined ? (element.split(' ', 1)[0] ?? '') : quoted.replaceAll('""', '"');
}
