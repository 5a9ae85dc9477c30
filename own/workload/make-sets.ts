import { groupBy } from '../group-by';
import type { Shape } from '../statements/shape';
import type { Draw } from './inverse-query';
import { spreadLists } from './spread-lists';

/** Values of a statement's parameters, as texts. */
export type ParameterTexts = readonly (string | null)[];

/** Rows of a draw. */
export interface Drawn extends Draw {
  readonly rows: readonly ParameterTexts[];
}

/**
 * Makes sets of values from what was drawn.
 *
 * @param values the same for all sets, by the parameter's number
 * @param length of arrays that are asked for
 */
export function makeSets(
  { parameters }: Shape,
  types: readonly string[],
  drawn: readonly Drawn[],
  values: ReadonlyMap<number, string>,
  length: number,
): ParameterTexts[] {
  const parts = drawn.map(({ numbers, rows }) => {
    const listed = parameters.filter(
      ({ isListed, isWhole, number }) => isListed && isWhole && numbers.includes(number),
    );
    const lists = [...groupBy(listed, ({ span }) => span[2]).values()].map((places) => ({
      columns: places.map(({ number }) => numbers.indexOf(number)),
      isArray: places.some(({ number }) => types[number - 1]?.endsWith('[]')),
    }));
    return { numbers, rows: spreadLists(rows, lists, length) };
  });
  const count = Math.max(1, ...parts.map(({ rows }) => rows.length));
  return Array.from({ length: count }, (_, n) => {
    const set = types.map((_, index) => values.get(index + 1) ?? null);
    for (const { numbers, rows } of parts) {
      const row = rows[n % rows.length];
      for (const [column, number] of numbers.entries()) set[number - 1] = row?.[column] ?? null;
    }
    return set;
  });
}

/** Whether a statement asks for the members of an array. */
export function hasArrays({ parameters }: Shape, types: readonly string[]): boolean {
  return parameters.some(
    ({ isListed, isWhole, number }) =>
      isListed && isWhole && types[number - 1]?.endsWith('[]') === true,
  );
}
