import { escapeLiteral } from 'pg';
import type { ExportedTable } from './manifest';
import { qualified } from './sql-name';

/** As much of a table as its distribution takes. */
type Distributed = Pick<
  ExportedTable,
  'schema' | 'name' | 'kind' | 'column' | 'shards' | 'colocation' | 'isPartition'
>;

/**
 * Citus's calls that distribute tables, in the order in which they can be made: reference tables, then
 * each group of colocated tables with its first one before the others. Where nothing is promised, Citus
 * itself puts tables with the same type of column and number of shards together.
 */
export function distributionCalls(tables: readonly Distributed[]): string[] {
  const own = tables.filter(({ isPartition }) => !isPartition);
  const references = own.filter(({ kind }) => kind === 'reference');
  const first = new Map<string, Distributed>();
  const calls = own.flatMap((table) => {
    const { kind, column, shards, colocation } = table;
    if (kind !== 'sharded' && kind !== 'single') return [];
    const leader = colocation === null ? undefined : first.get(colocation);
    if (colocation !== null && leader === undefined) first.set(colocation, table);
    const beside =
      leader !== undefined
        ? escapeLiteral(qualified(leader))
        : colocation === null
          ? `'default'`
          : `'none'`;
    const name = escapeLiteral(qualified(table));
    const by = kind === 'single' ? 'NULL' : escapeLiteral(column ?? '');
    // The number of shards is that of the table beside which it is put.
    const count = kind === 'single' || leader !== undefined ? '' : `, shard_count => ${shards}`;
    return [`SELECT create_distributed_table(${name}, ${by}, colocate_with => ${beside}${count})`];
  });
  return [
    ...references.map(
      (table) => `SELECT create_reference_table(${escapeLiteral(qualified(table))})`,
    ),
    ...calls,
  ];
}
