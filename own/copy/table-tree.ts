import type { Table } from '../profile';

/** A table, and what it is a partition of, up to the one that is none. */
export function ancestry(table: Table, tables: readonly Table[]): Table[] {
  const parent = tables.find(({ name }) => name === table.partitionOf);
  return parent === undefined ? [table] : [table, ...ancestry(parent, tables)];
}

/** The table that a partition is one of in the end; a table itself where it is none. */
export function rootOf(table: Table, tables: readonly Table[]): Table {
  return ancestry(table, tables).at(-1) ?? table;
}
