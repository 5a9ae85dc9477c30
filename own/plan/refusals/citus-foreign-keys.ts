import type { ForeignKey, Table } from '../../profile';
import type { DistributedPlace, Placement, TablePlace } from '../placement';

const DROP = { instead: 'dropped', remedy: 'drop it, and check in the application' } as const;

/** A foreign key that Citus refuses. */
export interface RefusedForeignKey {
  readonly name: string;
  readonly what: string;
  /** What can be had: none, one that changes nothing, one with the distribution columns before its own. */
  readonly instead: 'dropped' | 'no action' | 'widened';
  readonly remedy: string;
}

/** What Citus refuses of a table's foreign keys. */
export function refusedForeignKeys(
  { name, foreignKeys }: Table,
  placement: Placement,
): RefusedForeignKey[] {
  const place = placement.get(name);
  return foreignKeys.flatMap((key) => {
    const refused =
      place?.kind === 'distributed'
        ? fromDistributed(key, place, placement)
        : toDistributed(key, place?.kind ?? 'local', placement);
    return refused === undefined ? [] : [{ name: key.name, ...refused }];
  });
}

type Refused = Omit<RefusedForeignKey, 'name'> | undefined;

/** A foreign key of a table that every node has whole, or only the coordinator. */
function toDistributed(
  { name, to }: ForeignKey,
  kind: TablePlace['kind'],
  placement: Placement,
): Refused {
  return placement.get(to)?.kind === 'distributed'
    ? { what: `foreign key ${name} of a ${kind} table to ${to}, which is distributed`, ...DROP }
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
    return {
      what: `foreign key ${name} to ${to}, which stays on the coordinator`,
      instead: 'dropped',
      remedy: `make ${to} a reference table, or drop it`,
    };
  }
  const change = changeOver(key, column);
  if (change !== undefined) {
    const what = `foreign key ${name} ${change.toUpperCase()} over ${column}`;
    return { what, instead: 'no action', remedy: 'make it NO ACTION' };
  }
  if (target.kind === 'reference') return undefined;
  if (group !== target.group) {
    return {
      what: `foreign key ${name} to ${to}, which is distributed by ${target.column}`,
      ...DROP,
    };
  }
  const position = columns.indexOf(column);
  if (position >= 0 && toColumns[position] === target.column) return undefined;
  return {
    what: `foreign key ${name} (${columns.join(', ')}) lacks ${column}`,
    instead: 'widened',
    remedy: `make it (${[column, ...columns].join(', ')}) to ${to} (${[target.column, ...toColumns].join(', ')})`,
  };
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
