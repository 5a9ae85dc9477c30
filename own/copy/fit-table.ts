import type { DumpEntry } from '../../export/dump-entries';
import type { Table } from '../profile';
import type { FittedEntry } from './fitted-entry';
import { sqlTable } from '../sql-table';

const INHERITING = / \(\n([\s\S]*?)\n?\)\nINHERITS \([^;]*\);/;

/**
 * A table that inherits from none, and has no partitions where these are merged into it.
 *
 * @param elsewhere tables whose rows are on other nodes
 * @param merged partitions, by the table that they are merged into
 */
export function ownTable(
  entry: DumpEntry,
  table: Table,
  elsewhere: readonly Table[],
  merged: ReadonlyMap<string, Table>,
): FittedEntry {
  if ([...merged.values()].includes(table)) {
    const sql = entry.sql.replace(/\n\)\nPARTITION BY [^;]*;/, '\n);');
    return { entry: { ...entry, sql } };
  }
  const isApart = [table.name, ...table.inherits].some((name) =>
    elsewhere.some((one) => one.name === name),
  );
  if (!isApart || !INHERITING.test(entry.sql)) return { entry };
  const inherited = table.inherits.map(
    (name) =>
      `    LIKE ${sqlTable(name)} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED`,
  );
  const sql = entry.sql.replace(INHERITING, (_, columns: string) => {
    const all = columns === '' ? inherited : [...inherited, columns];
    return ` (\n${all.join(',\n')}\n);`;
  });
  return {
    entry: { ...entry, sql },
    changed: `${table.name}: a table of its own, and no part of ${table.inherits.join(', ')}`,
  };
}
