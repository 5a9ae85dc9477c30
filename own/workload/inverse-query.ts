import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Table } from '../profile';
import { splitName, sqlTable } from '../sql-table';
import type { ParameterPlace, Shape } from '../statements/shape';
import { clausesOf } from './clauses';
import { editText, replaceParameters, type Edit } from './edit-text';

/** A query for values of parameters that belong together, a column each. */
export interface Draw {
  readonly numbers: readonly number[];
  readonly sql: string;
}

/** Comparisons that rows fulfil with a value of their own, by those that they may not. */
const LENIENT: Readonly<Record<string, string>> = { '<': '<=', '>': '>=', '<>': '=', '!=': '=' };

/** What a statement's values are drawn by. */
export interface Drawing {
  readonly text: string;
  readonly shape: Shape;
  /** Of the parameters, as the server names them. */
  readonly types: readonly string[];
  /** Values that hold for what is compared with no column alone, e.g. an interval. */
  readonly values: ReadonlyMap<number, string>;
  /** Rows that are drawn. */
  readonly rows: number;
  /** What rows have to fulfil besides. */
  readonly condition?: string | undefined;
  /** The table whose rows are sampled where it is large. */
  readonly main: Table | undefined;
}

/**
 * The inverse of a statement: what it reads, without what its parameters ask for, and of each row that it
 * could give the values by which it would. So each set finds a row at least.
 *
 * @returns undefined where no column of the outermost level is compared with a parameter
 */
export function inverseQuery(drawing: Drawing): Draw | undefined {
  const { text, shape, types, values, rows, condition, main } = drawing;
  const compared = new Map<number, string>();
  const drawn = new Map<number, string>();
  const edits: Edit[] = [];
  for (const place of shape.parameters.filter(({ block }) => block >= 0)) {
    const written = writtenIn(text, place);
    if (written === undefined || !takesValue(place, shape, types)) continue;
    const { number, operator, block, span } = place;
    if (isNegated(operator)) continue;
    const isArray = types[number - 1]?.endsWith('[]') === true;
    compared.set(number, isArray ? `ARRAY[${written}]` : written);
    if (block === 0 && !isRange(operator)) drawn.set(number, written);
    const [sign = ''] = /^[<>!]?[<>=]/.exec(text.slice(span[2])) ?? [];
    const lenient = LENIENT[sign];
    if (lenient !== undefined) {
      edits.push({ from: span[2], to: span[2] + sign.length, text: lenient });
    }
  }
  if (drawn.size === 0) return undefined;
  const conditions = [...drawn.values()].map((written) => `${written} IS NOT NULL`);
  for (const { number, column, ...place } of shape.parameters) {
    if (keepsValue(place, column, main)) drawn.set(number, escapeIdentifier(column));
  }
  const literal = (number: number): string =>
    `${escapeLiteral(values.get(number) ?? '')}::${types[number - 1] ?? 'text'}`;
  const open = replaceParameters(
    editText(text, edits),
    (number) => compared.get(number) ?? literal(number),
  );
  const clauses = clausesOf(open);
  if (clauses.has('WHERE')) conditions.push(`(${clauses.get('WHERE') ?? ''})`);
  if (condition !== undefined) conditions.push(condition);
  return {
    numbers: [...drawn.keys()],
    sql: `${withs(clauses, drawing)} SELECT ${[...drawn.values()].map((one) => `(${one})::text`).join(', ')}
      FROM ${sources(clauses)} WHERE ${conditions.join(' AND ')} ORDER BY random() LIMIT ${rows}`,
  };
}

/** A query for values of columns of one table, a column for each parameter. */
export function columnQuery(
  table: Table,
  columns: ReadonlyMap<number, string>,
  rows: number,
  isNotNull: boolean,
): Draw {
  const names = [...columns.values()].map(escapeIdentifier);
  const condition = isNotNull
    ? `WHERE ${names.map((one) => `${one} IS NOT NULL`).join(' AND ')}`
    : '';
  return {
    numbers: [...columns.keys()],
    sql: `SELECT ${names.map((one) => `${one}::text`).join(', ')} FROM ${sampled(table, rows)} ${condition}
      ORDER BY random() LIMIT ${rows}`,
  };
}

/** Rows from which on a table is not read whole. */
const LARGE = 100_000;

/** A table in `FROM`, or of a large one some of its pages, with many more rows than are drawn. */
export function sampled({ name, kind, rows: all }: Table, rows: number): string {
  if (all === null || all < LARGE || kind === 'foreign table') return sqlTable(name);
  const percent = Math.min(100, Math.ceil((5000 * rows) / all));
  return `${sqlTable(name)} TABLESAMPLE SYSTEM (${percent})`;
}

/** Whether an `UPDATE` sets a column to what it is already: keys hold by that. */
export function keepsValue(
  { operator, isWhole }: Pick<ParameterPlace, 'operator' | 'isWhole'>,
  column: string,
  table: Table | undefined,
): boolean {
  const keys = [...(table?.keys ?? []), ...(table?.foreignKeys ?? [])];
  return operator === 'set' && isWhole && keys.some(({ columns }) => columns.includes(column));
}

/**
 * Whether a parameter can be given a column's value: one that stands alone, and the first of a text that is put
 * together.
 */
export function takesValue(
  place: ParameterPlace,
  { parameters }: Shape,
  types: readonly string[],
): boolean {
  const { column, row, operator, span } = place;
  const first = parameters.find(
    (one) =>
      one.column === column &&
      one.row === row &&
      one.operator === operator &&
      one.span[2] === span[2],
  );
  return place.isWhole || (first === place && types[place.number - 1] === 'text');
}

/** Whether a comparison is fulfilled by more than one value, and by no row's own. */
export function isRange(operator: string): boolean {
  return /^[<>]=?$/.test(operator) || isNegated(operator);
}

/** `NOT LIKE` */
function isNegated(operator: string): boolean {
  return operator.startsWith('!~');
}

/** What a condition compares a parameter with, if its parentheses match. */
function writtenIn(text: string, { span: [from, to] }: ParameterPlace): string | undefined {
  if (to < 0 || from >= to) return undefined;
  const written = Buffer.from(text).toString('utf8', from, to).trim();
  const surplus = written.split(')').length - written.split('(').length;
  return surplus < 0 ? undefined : written.replace(new RegExp(`\\){${surplus}}$`), '');
}

/** What stands before: a name of `WITH` hides the large table that it is a sample of. */
function withs(clauses: ReadonlyMap<string, string>, { main, rows }: Drawing): string {
  const own = clauses.get('WITH');
  if (own !== undefined) return `WITH ${own}`;
  const from = main === undefined ? '' : sampled(main, rows);
  if (main === undefined || from === sqlTable(main.name)) return '';
  const [, name] = splitName(main.name);
  return `WITH ${escapeIdentifier(name)} AS (SELECT * FROM ${from})`;
}

function sources(clauses: ReadonlyMap<string, string>): string {
  const target = clauses.has('SET') ? clauses.get('UPDATE') : undefined;
  return [target, clauses.get('FROM'), clauses.get('USING')].filter(Boolean).join(', ');
}
