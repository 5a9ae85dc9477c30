import type { Profile, Table } from '../profile';
import { groupBy } from '../group-by';

/** Tables that are no partitions, with bytes and rows of theirs. */
export function rootTables({ tables }: Pick<Profile, 'tables'>): Table[] {
  const byParent = groupBy(tables, ({ partitionOf }) => partitionOf);
  const withPartitions = (table: Table): Table => {
    const parts = (byParent.get(table.name) ?? []).map(withPartitions);
    if (parts.length === 0) return table;
    const sum = (of: (part: Table) => number): number =>
      parts.reduce((all, part) => all + of(part), 0);
    return {
      ...table,
      bytes: sum(({ bytes }) => bytes),
      indexBytes: sum(({ indexBytes }) => indexBytes),
      rows: parts.some(({ rows }) => rows === null) ? table.rows : sum(({ rows }) => rows ?? 0),
    };
  };
  return (byParent.get(null) ?? []).map(withPartitions);
}
