import type { ForeignKey, Table } from '../../profile';
import type { DistributedPlace, Placement, TablePlace } from '../placement';

const DROP = 'drop it, and check in the application';

/** What Citus refuses of a table's foreign keys: what, and what to do instead. */
export function refusedForeignKeys(
  { name, foreignKeys }: Table,
  placement: Placement,
): (readonly [what: string, remedy: string])[] {
  const place = placement.get(name);
  return foreignKeys.flatMap((key) => {
    const refused =
      place?.kind === 'distributed'
        ? fromDistributed(key, place, placement)
        : toDistributed(key, place?.kind ?? 'local', placement);
    return refused === undefined ? [] : [refused];
  });
}

type Refused = readonly [what: string, remedy: string] | undefined;

/** A foreign key of a table that every node has whole, or only the coordinator. */
function toDistributed(
  { name, to }: ForeignKey,
  kind: TablePlace['kind'],
  placement: Placement,
): Refused {
  return placement.get(to)?.kind === 'distributed'
    ? [`foreign key ${name} of a ${kind} table to ${to}, which is distributed`, DROP]
    : undefined;
}

function fromDistributed(
  key: ForeignKey,
  { column, group }: DistributedPlace,
  placement: Placement,
): Refused {
  const { name, columns, to, toColumns } = key;
  const target = placement.get(to);
  if (target === undefined || target.kind === 'local') {
    return [
      `foreign key ${name} to ${to}, which stays on the coordinator`,
      `make ${to} a reference table, or drop it`,
    ];
  }
  const change = changeOver(key, column);
  if (change !== undefined) {
    return [`foreign key ${name} ${change.toUpperCase()} over ${column}`, 'make it NO ACTION'];
  }
  if (target.kind === 'reference') return undefined;
  if (group !== target.group) {
    return [`foreign key ${name} to ${to}, which is distributed by ${target.column}`, DROP];
  }
  const position = columns.indexOf(column);
  if (position >= 0 && toColumns[position] === target.column) return undefined;
  return [
    `foreign key ${name} (${columns.join(', ')}) lacks ${column}`,
    `make it (${[column, ...columns].join(', ')}) to ${to} (${[target.column, ...toColumns].join(', ')})`,
  ];
}

/** What a foreign key would change the distribution column by. */
function changeOver(
  { columns, onDelete, onUpdate }: ForeignKey,
  column: string,
): string | undefined {
  if (!columns.includes(column)) return undefined;
  if (onDelete.startsWith('set')) return `on delete ${onDelete}`;
  return onUpdate.startsWith('set') || onUpdate === 'cascade' ? `on update ${onUpdate}` : undefined;
}
