import type { Table } from '../profile';

/** A table, and what of it this role may see. */
export interface SeenTable {
  readonly table: Table;
  readonly isReadable: boolean;
  /** Whether row security hides rows, and statistics with them. */
  readonly isFiltered: boolean;
}

/** What was not seen of tables, a line each. */
export function tableNotes(all: readonly SeenTable[]): string[] {
  const lists: [is: (one: SeenTable) => boolean, words: string][] = [
    [
      ({ isReadable }) => !isReadable,
      'this role can read neither rows nor statistics of columns: GRANT pg_read_all_data',
    ],
    [
      ({ isReadable, isFiltered }) => isReadable && isFiltered,
      'row security hides statistics of columns: take a role with BYPASSRLS',
    ],
    [
      ({ isReadable, isFiltered, table }) => isReadable && !isFiltered && !isAnalysed(table),
      'never analysed: ANALYZE',
    ],
    [
      ({ table: { kind, partitionOf, keys } }) =>
        kind === 'table' && partitionOf === null && keys.length === 0,
      'without a key',
    ],
  ];
  return lists.flatMap(([is, words]) => {
    const names = all.filter(is).map(({ table }) => table.name);
    return names.length === 0 ? [] : [`${names.join(', ')}: ${words}`];
  });
}

function isAnalysed({ kind, rows, columns }: Table): boolean {
  if (kind !== 'table' || rows === 0) return true;
  return rows !== null && columns.some(({ statistics }) => statistics !== null);
}
