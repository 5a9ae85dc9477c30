import { groupBy } from '../group-by';

type Row = readonly (string | null)[];

/**
 * Gives the members of lists different values: those of other rows that agree in all columns that are no
 * list's. A row that has no such others repeats itself.
 *
 * @param lists for each list the columns of its members, or one column of an array
 * @param length of arrays
 */
export function spreadLists(
  rows: readonly Row[],
  lists: readonly { readonly columns: readonly number[]; readonly isArray: boolean }[],
  length: number,
): Row[] {
  const listed = new Set(lists.flatMap(({ columns }) => columns));
  const groups = groupBy(rows, (row) => JSON.stringify(row.filter((_, i) => !listed.has(i))));
  return [...groups.values()].flatMap((group) =>
    group.map((row, at) => {
      const spread = [...row];
      for (const { columns, isArray } of lists) {
        const [first = 0] = columns;
        const value = (n: number) => group[(at + n) % group.length]?.[first] ?? null;
        if (isArray) {
          const values = new Set(Array.from({ length }, (_, n) => value(n)));
          spread[first] = arrayText([...values]);
        } else for (const [n, column] of columns.entries()) spread[column] = value(n);
      }
      return spread;
    }),
  );
}

function arrayText(values: readonly (string | null)[]): string {
  const quoted = values.map((value) => (value === null ? 'NULL' : JSON.stringify(value)));
  return `{${quoted.join(',')}}`;
}
