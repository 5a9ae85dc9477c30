import { escapeIdentifier, escapeLiteral } from 'pg';
import type { SourceSession } from '../inspect/open-source';
import { distributionColumn, type Placement } from '../plan/placement';
import type { ForeignKey, Table } from '../profile';
import { sqlTable } from '../sql-table';
import { ancestry, rootOf } from './table-tree';

/** Rows of one in so many distribution keys, e.g. 2.5. */
export interface Sample {
  readonly oneIn: number;
  readonly salt: number;
}

/** Rows that are asked for by their places at once. */
const BATCH = 5000;

/** Values of a key's hash, a power of two. */
const HASHES = 2 ** 30;

/** Which rows of a table are copied: what follows SELECT of its columns, more than one for many rows. */
export type Selection = (table: Table) => string[];

/** All rows of every table. */
export const ALL_ROWS: Selection = ({ name }) => [`FROM ONLY ${sqlTable(name)} c`];

/**
 * Chooses whole distribution keys by their hash, of all distributed tables; others are copied whole. Rows
 * that a foreign key of a chosen row leads to are chosen as well, and what theirs lead to.
 *
 * @param session in the transaction that the rows are read in, as rows are named by their places
 */
export async function sampleRows(
  session: SourceSession,
  tables: readonly Table[],
  placement: Placement,
  sample: Sample,
): Promise<Selection> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const chosenBy = (alias: string, name: string): string => {
    const table = byName.get(name);
    const column = table && distributionColumn(placement, rootOf(table, tables).name);
    return column === undefined ? 'true' : isChosen(`${alias}.${escapeIdentifier(column)}`, sample);
  };
  const added = new Map<string, Set<string>>();
  const fresh: [table: Table, rows: string[]][] = [];
  const follow = async (table: Table, where: string): Promise<void> => {
    for (const key of ancestry(table, tables).flatMap(({ foreignKeys }) => foreignKeys)) {
      const chosen = chosenBy('p', key.to);
      const target = byName.get(key.to);
      if (chosen === 'true' || target === undefined) continue;
      for (const { name, rows } of await session.rows<{ name: string; rows: string[] }>(
        `rows of ${key.to}`,
        parents(table, key, target, `${where} AND (${chosen}) IS NOT TRUE`),
      )) {
        const parent = byName.get(name);
        const known = added.get(name) ?? new Set();
        added.set(name, known);
        const more = rows.filter((row) => !known.has(row));
        for (const row of more) known.add(row);
        if (parent !== undefined && more.length > 0) fresh.push([parent, more]);
      }
    }
  };
  // Those of a partition that are its table's are followed with the table.
  for (const table of tables.filter(({ foreignKeys }) => foreignKeys.length > 0)) {
    await follow({ ...table, partitionOf: null }, chosenBy('c', table.name));
  }
  // It grows while it is gone through.
  for (const [table, rows] of fresh) {
    for (const places of inBatches(rows)) await follow(table, places);
  }
  return (table) => {
    const from = `FROM ONLY ${sqlTable(table.name)} c WHERE`;
    const more = inBatches([...(added.get(table.name) ?? [])]);
    return [chosenBy('c', table.name), ...more].map((where) => `${from} ${where}`);
  };
}

function isChosen(value: string, { oneIn, salt }: Sample): string {
  const chosen = Math.ceil(HASHES / oneIn);
  return `hashtextextended(${value}::text COLLATE "C", ${salt}) & ${HASHES - 1} < ${chosen}`;
}

function inBatches(rows: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, batch) => {
    const places = rows.slice(batch * BATCH, (batch + 1) * BATCH);
    return `c.ctid = ANY (${escapeLiteral(`{${places.map((place) => `"${place}"`).join()}}`)}::tid[])`;
  });
}

/** Places of the rows that a foreign key leads to, by their tables. */
function parents(
  table: Table,
  { columns, toColumns }: ForeignKey,
  target: Table,
  where: string,
): string {
  const on = columns.map(
    (column, index) =>
      `p.${escapeIdentifier(toColumns[index] ?? '')} = c.${escapeIdentifier(column)}`,
  );
  return `
    SELECT n.nspname || '.' || t.relname AS name, array_agg(f.place) AS rows
    FROM (SELECT DISTINCT p.tableoid, p.ctid::text AS place
      FROM ${withPartitions(table)} c JOIN ${withPartitions(target)} p ON ${on.join(' AND ')}
      WHERE ${where}) f
    JOIN pg_class t ON t.oid = f.tableoid JOIN pg_namespace n ON n.oid = t.relnamespace GROUP BY 1`;
}

/** A table with its partitions, without what inherits from it. */
function withPartitions({ kind, name }: Table): string {
  return kind === 'partitioned' ? sqlTable(name) : `ONLY ${sqlTable(name)}`;
}
