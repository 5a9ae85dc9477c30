import type { DumpEntry } from '../../export/dump-entries';
import type { Table } from '../profile';
import { splitName } from '../sql-table';

/** Kinds whose entries are named by their table. */
const BY_NAME = new Set(['TABLE', 'TABLE ATTACH', 'ROW SECURITY']);

/** Kinds whose entries have their table's name in front. */
const BY_PREFIX = new Set(
  'CONSTRAINT,CHECK CONSTRAINT,FK CONSTRAINT,TRIGGER,RULE,POLICY,DEFAULT'.split(','),
);

/** The table that an entry of a dump makes, or makes something of; undefined where there is none. */
export function tableOfEntry(
  { type, schema, name }: DumpEntry,
  tables: readonly Table[],
): Table | undefined {
  const own = tables.filter((table) => splitName(table.name)[0] === schema);
  if (BY_NAME.has(type)) return own.find((table) => table.name === `${schema}.${name}`);
  if (BY_PREFIX.has(type)) {
    return own
      .filter((table) => `${schema}.${name}`.startsWith(`${table.name} `))
      .sort((one, other) => other.name.length - one.name.length)[0];
  }
  if (type !== 'INDEX' && type !== 'INDEX ATTACH') return undefined;
  return own.find(({ indexes, keys }) => [...indexes, ...keys].some((one) => one.name === name));
}
