import type { Table } from '../profile';
import type { Shape, Write } from '../statements/shape';
import { distributionColumn, type Placement } from './placement';

/** Why Citus refuses what a statement writes; undefined where it does not. */
export function whyWriteIsRefused(
  shape: Shape,
  placement: Placement,
  tables: ReadonlyMap<string, Table>,
): string | undefined {
  const named = shape.relations.map(({ table }) => table);
  const isDistributed = named.some((name) => distributionColumn(placement, name) !== undefined);
  for (const write of shape.writes) {
    const name = named[write.relation] ?? '';
    const column = distributionColumn(placement, name);
    const table = tables.get(name);
    if (placement.get(name)?.kind === 'reference' && isDistributed && changes(write)) {
      return `it changes ${name}, which every node has, by a distributed table`;
    }
    const why = column && table && whyRefused(write, column, table);
    if (why !== undefined) return why;
    if (column !== undefined && shape.setsVolatile) {
      return 'it sets what a function gives that is another at each call';
    }
  }
  return undefined;
}

function changes({ kind }: Write): boolean {
  return kind === 'update' || kind === 'delete';
}

function whyRefused(
  { kind, sets, inserted, hasSubquery, conflict }: Write,
  column: string,
  table: Table,
): string | undefined {
  if (sets.includes(column)) return `it changes ${column}, by which ${table.name} is distributed`;
  const hasDefault = table.columns.some((one) => one.name === column && one.hasDefault);
  if (kind === 'insert' && !inserted.includes(column) && !hasDefault) {
    return `it gives no value for ${column}, by which ${table.name} is distributed`;
  }
  if (hasSubquery) return 'VALUES have a subquery';
  const arbiter = conflict?.columns ?? [];
  return arbiter.length > 0 && !arbiter.includes(column)
    ? `ON CONFLICT (${arbiter.join(', ')}) finds no key: each has ${column} in it`
    : undefined;
}
