import type { Table } from '../../profile';
import { distributionColumn, type Placement } from '../placement';
import type { Refusal } from './refusal';

/** What engine native does not have of a schema whose tables are placed so. */
export function nativeRefusals(tables: readonly Table[], placement: Placement): Refusal[] {
  return tables.flatMap((table) => {
    const refusals: Refusal[] = [];
    const refuse = (what: string, remedy: string): void =>
      void refusals.push({ engine: 'native', table: table.name, what, remedy });
    const column = distributionColumn(placement, table.name);
    for (const { name, to } of table.foreignKeys) {
      if (column === undefined && distributionColumn(placement, to) === undefined) continue;
      refuse(
        `foreign key ${name} ${column === undefined ? 'to' : 'from'} a sharded table`,
        'drop it, and check in the application',
      );
    }
    if (column !== undefined) shardedTable(table, column, refuse);
    return refusals;
  });
}

function shardedTable(
  table: Table,
  column: string,
  refuse: (what: string, remedy: string) => void,
): void {
  const [schema = '', ...rest] = table.name.split('.');
  if (schema !== 'public') refuse(`it is in schema ${schema}`, 'move it to schema public');
  if (!/^[a-z_][a-z0-9_]*$/.test(rest.join('.'))) {
    refuse('its name has other letters than small ones, digits and _', 'rename it');
  }
  if (table.kind === 'partitioned') refuse('it is partitioned besides', 'make it one table');
  for (const { kind, name, columns } of table.keys.filter((key) => !key.columns.includes(column))) {
    refuse(
      `${kind} key ${name} (${columns.map((one) => one ?? 'an expression').join(', ')}) lacks ${column}`,
      'add it; the key holds within a shard',
    );
  }
  for (const name of table.triggers) refuse(`trigger ${name}`, 'do its work in the application');
  for (const name of table.rules) refuse(`rule ${name}`, 'write what it does into the statements');
  for (const name of table.policies) refuse(`policy ${name}`, 'check rights in the application');
  for (const { name } of table.columns.filter(({ isIdentity }) => isIdentity)) {
    refuse(`identity column ${name}`, 'give it a sequence as default');
  }
}
