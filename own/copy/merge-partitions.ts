import type { ExportedTable } from '../../export/manifest';
import { NO_ROWS, together } from '../../export/fingerprint';
import type { Engine } from '../../topology/config/cluster-config';
import type { Table } from '../profile';
import { ancestry, rootOf } from './table-tree';

/**
 * Partitions whose rows are to be in one table, and which: engine native has none of a sharded table, Citus
 * those of one level, and none of a reference table.
 *
 * @param elsewhere tables whose rows are on other nodes
 */
export function partitionsToMerge(
  elsewhere: readonly Table[],
  engine: Engine,
): ReadonlyMap<string, Table> {
  const isDeep = (root: Table): boolean =>
    elsewhere.some((one) => ancestry(one, elsewhere).length > 2 && rootOf(one, elsewhere) === root);
  return new Map(
    elsewhere
      .filter(({ partitionOf }) => partitionOf !== null)
      .map((table) => [table.name, rootOf(table, elsewhere)] as const)
      .filter(([, root]) => engine === 'native' || isDeep(root)),
  );
}

/** The same with the files of merged partitions as those of their tables. */
export function mergePartitions(
  tables: readonly ExportedTable[],
  merged: ReadonlyMap<string, Table>,
): ExportedTable[] {
  const nameOf = ({ schema, name }: ExportedTable): string => `${schema}.${name}`;
  return tables
    .filter((table) => !merged.has(nameOf(table)))
    .map((table) => {
      const parts = tables.filter((one) => merged.get(nameOf(one))?.name === nameOf(table));
      if (parts.length === 0) return table;
      const sum = parts
        .map(({ rows, hash }) => ({ rows, hash: BigInt(hash) }))
        .reduce(together, NO_ROWS);
      const files = parts.flatMap((part) => part.files);
      return { ...table, rows: sum.rows, hash: String(sum.hash), files };
    });
}
