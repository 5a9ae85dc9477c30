import { escapeIdentifier } from 'pg';
import type { Undo } from '../../k6-scripts/lib/recorded-workload';
import type { Table } from '../profile';
import { sqlTable } from '../sql-table';
import { clausesOf } from './clauses';

/** How a `DELETE` is sent again and again. */
export interface DeleteReplay {
  /** Rows that may go: those that no other table's rows name. Undefined where none could be named. */
  readonly condition: string | undefined;
  /** The rows that it deletes, as JSON; with its parameters. */
  readonly deleted: string;
  /** Puts them back. */
  readonly undo: Undo;
}

/**
 * Finds how the rows that a `DELETE` takes are put back.
 *
 * @param count of its parameters: the rows are the value behind them
 */
export function deleteReplay(
  text: string,
  count: number,
  table: Table,
  tables: readonly Table[],
): DeleteReplay | { readonly why: string } {
  const clauses = clausesOf(text);
  const from = clauses.get('FROM') ?? '';
  if (clauses.has('USING') || clauses.has('WITH'))
    return { why: 'a DELETE by other tables is not put back' };
  const alias = /(\S+)$/.exec(from)?.[1] ?? '';
  const conditions = tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys
      .filter(({ to }) => to === table.name)
      .map(({ columns, toColumns }) => {
        const named = columns.map(
          (column, i) =>
            `c.${escapeIdentifier(column)} = ${alias}.${escapeIdentifier(toColumns[i] ?? '')}`,
        );
        return `NOT EXISTS (SELECT FROM ${sqlTable(name)} c WHERE ${named.join(' AND ')})`;
      }),
  );
  const columns = table.columns
    .filter(({ isGenerated }) => !isGenerated)
    .map(({ name }) => escapeIdentifier(name))
    .join(', ');
  const where = clauses.has('WHERE') ? `WHERE ${clauses.get('WHERE') ?? ''}` : '';
  return {
    condition: conditions.length === 0 ? undefined : conditions.join(' AND '),
    deleted: `SELECT json_agg(d)::text FROM (SELECT ${columns} FROM ${from} ${where}) d`,
    undo: {
      sql: `INSERT INTO ${sqlTable(table.name)} (${columns}) OVERRIDING SYSTEM VALUE
        SELECT ${columns} FROM json_populate_recordset(NULL::${sqlTable(table.name)}, $1::json) ON CONFLICT DO NOTHING`,
      indexes: [count],
    },
  };
}
