import type { Table } from '../profile';
import type { ParameterPlace } from '../statements/shape';
import { groupBy } from '../group-by';
import { neutral } from './candidates';
import {
  columnQuery,
  inverseQuery,
  isRange,
  keepsValue,
  takesValue,
  type Draw,
  type Drawing,
} from './inverse-query';

/** A parameter whose value is found by trying. */
export interface Tried {
  readonly number: number;
  /** What it is compared with, whose values are tried. */
  readonly column: ParameterPlace | undefined;
}

/** Where the values of a statement's parameters come from. */
export interface DrawPlan {
  readonly draws: readonly Draw[];
  /** The same for all sets. */
  readonly fixed: ReadonlyMap<number, string>;
  readonly tried: readonly Tried[];
}

/**
 * Finds where values come from: those of conditions by the inverse of the statement, or where `isApart` each
 * table's by itself; those that are written from rows that are there.
 *
 * @param rowsPerCall as they were recorded
 */
export function planDraws(
  drawing: Drawing,
  tables: ReadonlyMap<string, Table>,
  rowsPerCall: number,
  isApart: boolean,
): DrawPlan {
  const { text, shape, types, rows } = drawing;
  const draws: Draw[] = [];
  const fixed = new Map<number, string>();
  for (const [, word = '', number = ''] of text.matchAll(/\b(limit|offset)\s+\$(\d+)/gi)) {
    const isLimit = word.toLowerCase() === 'limit';
    fixed.set(Number(number), isLimit ? String(Math.max(1, Math.ceil(rowsPerCall))) : '0');
  }
  const isOpen = ({ number }: { readonly number: number }): boolean =>
    !fixed.has(number) && !draws.some(({ numbers }) => numbers.includes(number));
  const tableOf = ({ relation }: ParameterPlace): string => shape.relations[relation]?.table ?? '';
  const drawColumns = (places: readonly ParameterPlace[], isNotNull: boolean): void => {
    const table = tables.get(places[0] === undefined ? '' : tableOf(places[0]));
    if (table === undefined) return;
    const columns = new Map(places.map(({ number, column }) => [number, column]));
    draws.push(columnQuery(table, columns, rows, isNotNull));
  };
  const written = shape.parameters.filter(
    (place) => place.block < 0 && (isApart || !keepsValue(place, place.column, drawing.main)),
  );
  for (const place of written.filter((one) => !takesValue(one, shape, types))) {
    fixed.set(place.number, neutral(types[place.number - 1] ?? ''));
  }
  for (const row of groupBy(written.filter(isOpen), ({ row }) => row).values()) {
    drawColumns(row, false);
  }
  const inverse = isApart ? undefined : inverseQuery(drawing);
  if (inverse !== undefined) draws.push(inverse);
  const compared = shape.parameters.filter(
    (place) => isOpen(place) && takesValue(place, shape, types) && !isRange(place.operator),
  );
  for (const of of groupBy(compared, ({ relation }) => relation).values()) drawColumns(of, true);
  const tried = types.flatMap((_, index) => {
    const number = index + 1;
    const column = shape.parameters.find((place) => place.number === number && place.isWhole);
    return isOpen({ number }) ? [{ number, column }] : [];
  });
  return { draws, fixed, tried };
}
