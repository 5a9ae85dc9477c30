import type { Table } from '../../profile';
import { refusedForeignKeys } from './citus-foreign-keys';
import { groupBy } from '../../group-by';
import { distributionColumn, type Placement } from '../placement';
import type { Refusal } from './refusal';

/**
 * What Citus refuses of a schema whose tables are placed so.
 *
 * @param tables with their partitions
 */
export function citusRefusals(tables: readonly Table[], placement: Placement): Refusal[] {
  const roots = tables.filter(({ partitionOf }) => partitionOf === null);
  const ofTables = roots.flatMap((table) => {
    const refusals: Refusal[] = [];
    const refuse = (what: string, remedy: string): void =>
      void refusals.push({ engine: 'citus', table: table.name, what, remedy });
    const column = distributionColumn(placement, table.name);
    for (const { what, remedy } of refusedForeignKeys(table, placement)) refuse(what, remedy);
    if (placement.get(table.name)?.kind === 'local') return refusals;
    for (const name of table.triggers) {
      refuse(
        `trigger ${name}`,
        'do its work in the application, or allow it by citus.enable_unsafe_triggers',
      );
    }
    for (const name of table.rules) {
      refuse(
        `rule ${name}, which can't reach another distributed table`,
        'write what it does into the statements',
      );
    }
    const heirs = tables.filter(({ inherits }) => inherits.includes(table.name));
    for (const other of [...table.inherits, ...heirs.map(({ name }) => name)]) {
      refuse(`inherits with ${other}`, 'make them tables of their own, or partitions');
    }
    if (column !== undefined) distributedTable(table, column, tables, refuse);
    return refusals;
  });
  return [...ofTables, ...otherTypes(roots, placement)];
}

type Refuse = (what: string, remedy: string) => void;

function distributedTable(
  table: Table,
  column: string,
  all: readonly Table[],
  refuse: Refuse,
): void {
  for (const { kind, name, columns } of table.keys.filter((key) => !key.columns.includes(column))) {
    const shown = columns.map((one) => one ?? 'an expression').join(', ');
    refuse(
      `${kind} key ${name} (${shown}) lacks ${column}`,
      kind === 'exclusion'
        ? `add ${column} WITH =`
        : `make it (${column}, ${shown}); it is then unique for each ${column} alone`,
    );
  }
  const isDivided = all.some(
    ({ partitionOf, kind }) => partitionOf === table.name && kind === 'partitioned',
  );
  if (isDivided) refuse('its partitions have partitions', 'make them one level');
  for (const { name, type, isIdentity } of table.columns) {
    if (isIdentity && type !== 'bigint') {
      refuse(
        `identity column ${name} is ${type}, and has numbers on the coordinator alone`,
        'make it bigint, or insert there',
      );
    }
  }
}

/** Distribution columns of tables of one group that have another type than most. */
function otherTypes(tables: readonly Table[], placement: Placement): Refusal[] {
  const columns = tables.flatMap((table) => {
    const place = placement.get(table.name);
    if (place?.kind !== 'distributed') return [];
    const { column: name, group } = place;
    const type = table.columns.find((column) => column.name === name)?.type ?? '';
    return [{ table: table.name, name, group, type }];
  });
  return [...groupBy(columns, ({ group }) => group).values()].flatMap((all) => {
    const types = [...groupBy(all, ({ type }) => type)].sort(([, a], [, b]) => b.length - a.length);
    const most = types[0]?.[0] ?? '';
    return all
      .filter(({ type }) => type !== most)
      .map(({ table, name, type }) => ({
        engine: 'citus',
        table,
        what: `${name} is ${type}, and ${most} in most tables of its group`,
        remedy: `make it ${most}`,
      }));
  });
}
