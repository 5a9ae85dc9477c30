import type { Table } from '../profile';
import { valuesToTry } from './fit-sets';
import type { Drawing } from './inverse-query';
import type { Drawn } from './make-sets';
import { refusalOf, type CopySession } from './open-copy';
import { planDraws } from './plan-draws';

/** What was drawn for a statement, and what is still to be chosen. */
export interface DrawnRows {
  readonly drawn: readonly Drawn[];
  readonly fixed: ReadonlyMap<number, string>;
  /** Values to try, by the parameter's number. */
  readonly choices: ReadonlyMap<number, readonly string[]>;
}

/** How many values are tried for what the inverse of a statement has to assume. */
const ATTEMPTS = 5;

/**
 * Draws rows for a statement: by its inverse, with one assumption after the other, and table by table where
 * that finds none.
 *
 * @param rowsPerCall as they were recorded
 */
export async function drawRows(
  copy: CopySession,
  drawing: Omit<Drawing, 'values'>,
  tables: ReadonlyMap<string, Table>,
  rowsPerCall: number,
): Promise<DrawnRows | { readonly why: string }> {
  const { shape, types } = drawing;
  const { tried } = planDraws({ ...drawing, values: new Map() }, tables, rowsPerCall, false);
  const choices = new Map<number, readonly string[]>();
  for (const one of tried) {
    choices.set(one.number, await valuesToTry(copy, one, shape, types, tables));
  }
  const attempts = Math.min(ATTEMPTS, Math.max(1, ...[...choices.values()].map((of) => of.length)));
  for (let attempt = 0; attempt <= attempts; attempt += 1) {
    const values = new Map(
      [...choices].map(([number, of]) => [number, of[attempt % of.length] ?? ''] as const),
    );
    const plan = planDraws({ ...drawing, values }, tables, rowsPerCall, attempt === attempts);
    const drawn = await drawAll(copy, plan.draws);
    if (drawn === undefined) continue;
    // Where each table's values are drawn by themselves, more is left to try.
    for (const one of plan.tried.filter(({ number }) => !choices.has(number))) {
      choices.set(one.number, await valuesToTry(copy, one, shape, types, tables));
    }
    return { drawn, fixed: plan.fixed, choices };
  }
  return { why: 'no row of the copy is what it asks for' };
}

/** Undefined where one finds nothing. */
async function drawAll(
  copy: CopySession,
  draws: readonly Omit<Drawn, 'rows'>[],
): Promise<Drawn[] | undefined> {
  const drawn: Drawn[] = [];
  for (const draw of draws) {
    try {
      const rows = await copy.texts(draw.sql);
      if (rows.length === 0) return undefined;
      drawn.push({ ...draw, rows });
    } catch (error) {
      refusalOf(error);
      return undefined;
    }
  }
  return drawn;
}
