import { escapeIdentifier } from 'pg';
import type { FreshParameter, Undo } from '../../k6-scripts/lib/recorded-workload';
import type { Table } from '../profile';
import type { ParameterPlace, Shape, Write } from '../statements/shape';
import { sqlTable } from '../sql-table';

/** How an `INSERT` of rows that are there already is sent again and again. */
export interface InsertReplay {
  readonly fresh: readonly Omit<FreshParameter, 'from'>[];
  /** Null where a row can't be told from others: the table grows. */
  readonly undo: Undo | null;
}

type Known = ReadonlyMap<string, number>;

/**
 * Finds which parameters must be new for keys to hold, and by which columns the rows go again. An `INSERT`
 * with `ON CONFLICT` meets rows that are there, and adds none.
 */
export function insertReplay(
  { parameters }: Shape,
  { conflict }: Write,
  table: Table,
): InsertReplay | { readonly why: string } {
  if (conflict !== undefined) return { fresh: [], undo: null };
  const rows = [...new Set(parameters.map(({ row }) => row))];
  const fresh = new Map<number, Omit<FreshParameter, 'from'>>();
  const parts: string[] = [];
  const indexes: number[] = [];
  for (const row of rows) {
    const places = parameters.filter((place) => place.operator === 'insert' && place.row === row);
    for (const key of table.keys) {
      const why = renew(table, key, places, fresh);
      if (why !== undefined) return { why };
    }
    const known = new Map(places.flatMap((place) => knownBy(table, place)));
    const mark = table.keys.length === 0 ? markOf(table, places) : undefined;
    if (mark !== undefined) fresh.set(mark.index, mark);
    if (table.keys.length === 0 && mark === undefined) return { fresh: [], undo: null };
    const condition = rowCondition(table, known, indexes);
    if (condition === undefined) return { fresh: [...fresh.values()], undo: null };
    parts.push(condition);
  }
  const undo =
    parts.length === 0
      ? null
      : { sql: `DELETE FROM ${sqlTable(table.name)} WHERE ${parts.join(' OR ')}`, indexes };
  return { fresh: [...fresh.values()], undo };
}

/** Has one column of a key be new. @returns why none can be */
function renew(
  table: Table,
  { name, kind, columns }: Table['keys'][number],
  places: readonly ParameterPlace[],
  fresh: Map<number, Omit<FreshParameter, 'from'>>,
): string | undefined {
  // What is left to a default, or to a function, is new by itself.
  const given = columns.map((column) => places.filter((place) => place.column === column));
  if (given.some((of) => of.length === 0)) return undefined;
  if (kind === 'exclusion') return `no row can be new to exclusion key ${name}`;
  const references = new Set(table.foreignKeys.flatMap(({ columns: of }) => of));
  const renewed = given.flatMap((of) => {
    const place = of.at(-1);
    if (place === undefined || references.has(place.column)) return [];
    return freshOf(table, place) ?? [];
  });
  const one = renewed.at(-1);
  if (one === undefined) return `no column of key ${name} can have a new value`;
  if (!renewed.some(({ index }) => fresh.has(index))) fresh.set(one.index, one);
  return undefined;
}

const KINDS: readonly (readonly [RegExp, FreshParameter['kind']])[] = [
  [/^(bigint|numeric)/, 'number'],
  [/^integer/, 'integer'],
  [/^(text|citext|character varying)/, 'text'],
  [/^uuid/, 'uuid'],
];

function freshOf(
  table: Table,
  { column: name, number, isWhole }: ParameterPlace,
): Omit<FreshParameter, 'from'> | undefined {
  const type = table.columns.find((one) => one.name === name)?.type ?? '';
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1];
  if (kind === undefined || (!isWhole && kind !== 'text')) return undefined;
  const length = /\((\d+)\)$/.exec(type)?.[1];
  return { index: number - 1, kind, length: length === undefined ? null : Number(length) };
}

/** A text by which a row of a table without a key is told from others. */
function markOf(
  table: Table,
  places: readonly ParameterPlace[],
): Omit<FreshParameter, 'from'> | undefined {
  const parted = new Set([
    ...table.partitionedBy,
    ...table.foreignKeys.flatMap(({ columns }) => columns),
  ]);
  return places
    .filter(({ column, isWhole }) => isWhole && !parted.has(column))
    .flatMap((place) => freshOf(table, place) ?? [])
    .findLast(({ kind, length }) => kind === 'text' && length === null);
}

function knownBy(
  { columns }: Table,
  { column: name, number, isWhole }: ParameterPlace,
): [string, number][] {
  const column = columns.find((one) => one.name === name);
  const isKnown = isWhole && column?.notNull === true && column.isHashable;
  return isKnown ? [[name, number - 1]] : [];
}

/** What one row is found by: a key, or all that is known and the newest of a key that is not. */
function rowCondition(table: Table, known: Known, indexes: number[]): string | undefined {
  const equals = (columns: Iterable<string>): string[] =>
    [...columns].map((column) => {
      indexes.push(known.get(column) ?? 0);
      return `${escapeIdentifier(column)} = $${indexes.length}`;
    });
  const keys = table.keys.filter(({ kind }) => kind !== 'exclusion');
  if (keys.length === 0) return `(${equals(known.keys()).join(' AND ')})`;
  const isKnown = (column: string | null) => column !== null && known.has(column);
  const references = table.foreignKeys.flatMap(({ columns }) => columns).filter(isKnown);
  const key = keys.find(({ columns }) => columns.every(isKnown));
  if (key !== undefined) {
    const columns = key.columns.flatMap((column) => column ?? []);
    return `(${equals(new Set([...references, ...columns])).join(' AND ')})`;
  }
  const unknown = keys.map(({ columns }) => columns.filter((column) => !isKnown(column)));
  const column = unknown.find((of) => of.length === 1)?.[0];
  if (column == null || known.size === 0) return undefined;
  const name = escapeIdentifier(column);
  const narrow = equals(known.keys()).join(' AND ');
  return `(${narrow} AND ${name} = (SELECT ${name} FROM ${sqlTable(table.name)} WHERE ${narrow} ORDER BY ${name} DESC LIMIT 1))`;
}
