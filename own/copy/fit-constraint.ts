import { escapeIdentifier } from 'pg';
import type { DumpEntry } from '../../export/dump-entries';
import type { Engine } from '../../topology/config/cluster-config';
import { distributionColumn, type Placement } from '../plan/placement';
import { refusedForeignKeys } from '../plan/refusals/citus-foreign-keys';
import type { Table } from '../profile';
import type { FittedEntry } from './fitted-entry';

/** What a foreign key does that changes rows. */
const ACTIONS =
  / ON DELETE SET (NULL|DEFAULT)( \([^)]*\))?| ON UPDATE (CASCADE|SET NULL|SET DEFAULT)/g;

/** A key, an index or a foreign key with the distribution column in it, where it needs that. */
export function fittedConstraint(
  entry: DumpEntry,
  table: Table,
  placement: Placement,
  engine: Engine,
): FittedEntry {
  if (entry.type === 'FK CONSTRAINT') {
    return engine === 'citus' ? fittedForeignKey(entry, table, placement) : { entry };
  }
  const column = distributionColumn(placement, table.name);
  const key = table.keys.find(({ name }) =>
    [name, `${unqualified(table)} ${name}`].includes(entry.name),
  );
  if (column === undefined || key === undefined || key.columns.includes(column)) return { entry };
  const shown = key.columns.map((one) => one ?? 'an expression').join(', ');
  const what = `${table.name}: ${key.kind} key ${key.name} (${shown})`;
  if (key.kind === 'exclusion')
    return { entry: null, changed: `${what} lacks ${column}: left out` };
  const sql = entry.sql.replace(
    /(PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?|USING \w+) \(/,
    `$&${escapeIdentifier(column)}, `,
  );
  return { entry: { ...entry, sql }, changed: `${what} is (${column}, ${shown})` };
}

function fittedForeignKey(entry: DumpEntry, table: Table, placement: Placement): FittedEntry {
  const refused = refusedForeignKeys(table, placement).find(
    ({ name }) => entry.name === `${unqualified(table)} ${name}`,
  );
  if (refused === undefined) return { entry };
  const { what, name, instead } = refused;
  if (instead === 'dropped') return { entry: null, changed: `${table.name}: ${what}: left out` };
  const key = table.foreignKeys.find((one) => one.name === name);
  const [own = '', other = ''] = [table.name, key?.to ?? ''].map((one) =>
    escapeIdentifier(distributionColumn(placement, one) ?? ''),
  );
  const still = entry.sql.replace(ACTIONS, '');
  const sql =
    instead === 'widened'
      ? still
          .replace('FOREIGN KEY (', `$&${own}, `)
          .replace(/ REFERENCES (?:"(?:[^"]|"")+"|[^"(])+\(/, `$&${other}, `)
      : still;
  const how =
    instead === 'widened'
      ? `has ${distributionColumn(placement, table.name)} before them`
      : 'changes nothing';
  return { entry: { ...entry, sql }, changed: `${table.name}: ${what}: ${how}` };
}

function unqualified({ name }: Table): string {
  return name.slice(name.indexOf('.') + 1);
}
