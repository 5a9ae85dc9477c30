import { UserError } from '../../words/user-error';
import { isMaskable } from '../personal-columns';
import type { Table } from '../profile';

/**
 * The columns that are masked where these are to be: with those that foreign keys join them to.
 *
 * @param wanted `schema.table.column`
 * @throws UserError for one that is not there, or is no text
 */
export function maskedColumns(wanted: readonly string[], tables: readonly Table[]): string[] {
  const maskable = new Set(
    tables.flatMap(({ name, columns }) =>
      columns.filter(isMaskable).map((column) => `${name}.${column.name}`),
    ),
  );
  const joined = tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.flatMap(({ columns, to, toColumns }) =>
      columns.map((column, index) => [`${name}.${column}`, `${to}.${toColumns[index]}`]),
    ),
  );
  const all = new Set(wanted);
  for (const one of all) {
    if (!maskable.has(one)) {
      const through = wanted.includes(one) ? '' : ', which a foreign key joins to one of them';
      throw new UserError(
        `${one} can't be masked${through}: it is no column of text`,
        'look at `mask` of the plan',
      );
    }
    for (const pair of joined) if (pair.includes(one)) for (const other of pair) all.add(other);
  }
  return [...all].sort();
}
