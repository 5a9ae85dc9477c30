import { escapeIdentifier } from 'pg';
import type { Table } from '../profile';
import type { Shape } from '../statements/shape';
import { candidatesOf } from './candidates';
import { sampled } from './inverse-query';
import { refusalOf, type CopySession } from './open-copy';
import { isPattern, patternOf, PATTERNS_TO_TRY } from './patterns';
import type { Tried } from './plan-draws';

/** Places in a column's values, in their order, that a range may begin or end at. */
const QUANTILES = [0.5, 0, 0.01, 0.1, 0.25, 0.75, 0.9, 0.99, 1];

/** Values to try for a parameter: those of the column that it is compared with, or of its type. */
export async function valuesToTry(
  copy: CopySession,
  { number, column }: Tried,
  { relations }: Shape,
  types: readonly string[],
  tables: ReadonlyMap<string, Table>,
): Promise<readonly string[]> {
  const table = tables.get(relations[column?.relation ?? -1]?.table ?? '');
  const byType = candidatesOf(types[number - 1] ?? '');
  if (column === undefined || table === undefined) return byType;
  const name = escapeIdentifier(column.column);
  try {
    const rows = await copy.texts(
      `SELECT unnest(percentile_disc(ARRAY[${QUANTILES.join()}]) WITHIN GROUP (ORDER BY ${name}))::text
       FROM ${sampled(table, 1000)}`,
    );
    const values = rows.flatMap(([value]) => value ?? []);
    if (!isPattern(column.operator)) return values;
    return PATTERNS_TO_TRY.flatMap((form) => values.map((value) => patternOf(form, value)));
  } catch (error) {
    refusalOf(error);
    return byType;
  }
}

/** How far a number of rows is from another, as a factor: 1 where they are equal. */
export function factorBetween(one: number, other: number): number {
  const [a, b] = [one + 0.1, other + 0.1];
  return Math.max(a / b, b / a);
}

/**
 * Chooses values one parameter after the other, so that a statement gives as many rows as was recorded; of
 * several that do, the first.
 *
 * @param rowsWith rows a call with a choice; undefined where the server refuses it
 */
export async function fit(
  choices: ReadonlyMap<number, readonly string[]>,
  recorded: number,
  rowsWith: (choice: ReadonlyMap<number, string>) => Promise<number | undefined>,
): Promise<ReadonlyMap<number, string>> {
  const choice = new Map([...choices].map(([number, values]) => [number, values[0] ?? '']));
  for (const [number, values] of choices) {
    let best = Infinity;
    let chosen = choice.get(number) ?? '';
    for (const value of values) {
      const rows = await rowsWith(new Map([...choice, [number, value]]));
      const factor = rows === undefined ? Infinity : factorBetween(rows, recorded);
      if (factor < best) [best, chosen] = [factor, value];
      if (best < 1.1) break;
    }
    choice.set(number, chosen);
  }
  return choice;
}
