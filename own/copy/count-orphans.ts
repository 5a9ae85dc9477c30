import { escapeIdentifier, type Client } from 'pg';
import type { Table } from '../profile';
import { sqlTable } from '../sql-table';

const THERE = `
  SELECT n.nspname || '.' || c.relname || ' ' || f.conname AS name
  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE f.contype = 'f' AND f.convalidated`;

/**
 * Counts the keys that lead to no row, of foreign keys that a database does not have: of others there are
 * none.
 *
 * @param tables with foreign keys as they were
 */
export async function countOrphans(client: Client, tables: readonly Table[]): Promise<number> {
  const { rows } = await client.query<{ name: string }>(THERE);
  const there = new Set(rows.map(({ name }) => name));
  let orphans = 0;
  for (const table of tables) {
    for (const { name, columns, to, toColumns } of table.foreignKeys) {
      if (there.has(`${table.name} ${name}`)) continue;
      const own = columns.map(escapeIdentifier);
      const found = await client.query<{ keys: number }>(
        `SELECT count(*)::integer AS keys FROM (
           SELECT ${own.join(', ')} FROM ${sqlTable(table.name)}
           WHERE ${own.map((column) => `${column} IS NOT NULL`).join(' AND ')}
           EXCEPT SELECT ${toColumns.map(escapeIdentifier).join(', ')} FROM ${sqlTable(to)}) orphans`,
      );
      orphans += found.rows[0]?.keys ?? 0;
    }
  }
  return orphans;
}
