import type { Table } from '../profile';
import type { Place, Shape } from '../statements/shape';
import { groupBy } from '../group-by';
import { UnionFind } from './union-find';
import type { Use } from './workload';

/** Columns that hold the same thing, e.g. a tenant's number, whatever they are called. */
export interface ColumnClass {
  /** What a reader calls it: the name that most of its columns have. */
  readonly name: string;
  /** Its columns by table, those first that statements name most. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Time of the statements that bind one of its columns to a value or join by it, ms. */
  readonly ms: number;
}

/** Names that several tables have for the same thing, and none for things of its own, as `id` is. */
const SHARED_NAME = /.(_|(?=[A-Z]))(id|uuid|key|code|no|nr)$/i;

/** Types whose values can be equal to each other's. */
const FAMILIES: Readonly<Record<string, string>> = {
  smallint: 'integer',
  bigint: 'integer',
  'character varying': 'text',
  character: 'text',
};

/**
 * Finds columns that hold the same thing: joined by a foreign key, by `=` in a statement, or, where that links
 * no primary key to another, by a name like `tenant_id`.
 *
 * @returns classes of more than one column, of a primary key, or that a statement names; the most used first
 */
export function columnClasses(tables: readonly Table[], uses: readonly Use[]): ColumnClass[] {
  const columns = columnsOf(tables);
  const alike = new UnionFind();
  const link = (one: string, other: string): void => {
    const [left, right] = [columns.get(one), columns.get(other)];
    if (left !== undefined && left.family === right?.family) alike.join(one, other);
  };
  for (const { name, foreignKeys } of tables) {
    for (const { columns: from, to, toColumns } of foreignKeys) {
      for (const [index, column] of from.entries())
        link(id(name, column), id(to, toColumns[index] ?? ''));
    }
  }
  for (const { shape } of uses) {
    for (const [left, right] of shape.equal) link(placeId(shape, left), placeId(shape, right));
  }
  linkByName(columns, alike);
  const weights = columnWeights(uses);
  const members = [...columns].map(([one, known]) => ({
    ...known,
    id: one,
    ms: weights.get(one) ?? 0,
  }));
  const classes = [...groupBy(members, (member) => alike.find(member.id)).values()]
    .filter((all) => all.length > 1 || all.some(({ ms, isPrimary }) => ms > 0 || isPrimary))
    .map(classOf)
    .sort((a, b) => b.ms - a.ms || b.columns.size - a.columns.size);
  return withOwnNames(classes);
}

interface Known {
  readonly table: string;
  readonly column: string;
  readonly family: string;
  readonly isPrimary: boolean;
}

type Member = Known & { readonly id: string; readonly ms: number };

function columnsOf(tables: readonly Table[]): Map<string, Known> {
  const known = tables.flatMap(({ name: table, columns, keys }) => {
    const primary = keys.find(({ kind }) => kind === 'primary')?.columns ?? [];
    return columns.map(({ name: column, type }): [string, Known] => {
      const plain = type.replace(/\(.*\)/, '');
      const isPrimary = primary.length === 1 && primary[0] === column;
      return [id(table, column), { table, column, family: FAMILIES[plain] ?? plain, isPrimary }];
    });
  });
  return new Map(known);
}

/** Joins columns of the same name and type, unless two tables' primary keys would become one thing. */
function linkByName(columns: ReadonlyMap<string, Known>, alike: UnionFind): void {
  const shared = [...columns].filter(([, { column }]) => SHARED_NAME.test(column));
  const byName = groupBy(shared, ([, { column, family }]) => `${column} ${family}`);
  const roots = new Map<string, string>();
  for (const [one, { isPrimary }] of columns) if (isPrimary) roots.set(alike.find(one), one);
  for (const same of byName.values()) {
    let [joined] = same[0] ?? [''];
    for (const [one] of same.slice(1)) {
      const [left, right] = [alike.find(joined), alike.find(one)];
      if (left !== right && roots.has(left) && roots.has(right)) continue;
      const root = roots.get(left) ?? roots.get(right);
      alike.join(one, joined);
      if (root !== undefined) roots.set(alike.find(one), root);
      joined = one;
    }
  }
}

function columnWeights(uses: readonly Use[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { shape, ms } of uses) {
    // A value that an INSERT gives tells nothing: it gives one for every column.
    const isInsert = shape.writes.some(({ kind }) => kind === 'insert');
    const named = [...shape.bound, ...shape.equal.flat(), ...(isInsert ? [] : shape.listed)];
    for (const one of new Set(named.map((place) => placeId(shape, place)))) {
      weights.set(one, (weights.get(one) ?? 0) + ms);
    }
  }
  return weights;
}

function classOf(members: readonly Member[]): ColumnClass {
  const byTable = groupBy(members, ({ table }) => table);
  const columns = [...byTable].map(([table, own]): [string, string[]] => [
    table,
    own.sort((a, b) => b.ms - a.ms).map(({ column }) => column),
  ]);
  const ms = members.reduce((sum, one) => sum + one.ms, 0);
  return { name: nameOf(members), columns: new Map(columns), ms };
}

/** The name that most of the columns have, of those that say what they are of. */
function nameOf(members: readonly Member[]): string {
  const telling = members.filter(({ column }) => SHARED_NAME.test(column));
  const names = [...groupBy(telling, ({ column }) => column)];
  const [most] = names.sort(([, a], [, b]) => b.length - a.length);
  const [first] = members;
  return most?.[0] ?? `${first?.table}.${first?.column}`;
}

/** Classes of the same name are told apart by a table. */
function withOwnNames(classes: readonly ColumnClass[]): ColumnClass[] {
  const byName = groupBy(classes, ({ name }) => name);
  return classes.map((one) =>
    byName.get(one.name)?.length === 1
      ? one
      : {
          ...one,
          name: [...one.columns].map(([table, [column]]) => `${table}.${column}`)[0] ?? '',
        },
  );
}

function id(table: string, column: string): string {
  return `${table}\n${column}`;
}

function placeId({ relations }: Shape, { relation, column }: Place): string {
  return id(relations[relation]?.table ?? '', column);
}
