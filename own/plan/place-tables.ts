import type { Table } from '../profile';
import type { ColumnClass } from './column-classes';
import { whyUnfit } from './column-fitness';
import type { Placement, TablePlace } from './placement';
import type { Use } from './workload';

/** What decides where tables go. */
export interface Grounds {
  readonly tables: readonly Table[];
  readonly classes: readonly ColumnClass[];
  readonly uses: readonly Use[];
  /** `columnsSet` of the statements. */
  readonly set: ReadonlySet<string>;
  readonly shards: number;
}

/** Share of all bytes that tables may have together which every node is to hold. */
const REFERENCE_BYTES = 0.05;
/** Share of all writes that go to such a table, at most. */
const REFERENCE_WRITES = 0.01;

const REFERENCE: TablePlace = {
  kind: 'reference',
  because: 'small, seldom written, and joined to distributed tables',
};

/**
 * Places every table for one class of columns: those that have a fit column of it are distributed by that.
 * Of the others small ones that are joined to these are reference tables; large ones are distributed by the
 * class that their own statements use most; the rest stays on the coordinator.
 */
export function placeTables(grounds: Grounds, first: ColumnClass): Placement {
  const { tables, classes } = grounds;
  const placement = new Map<string, TablePlace>();
  for (const table of tables) {
    const place = distributedBy(grounds, table, first);
    if (place !== undefined) placement.set(table.name, place);
  }
  const others = tables.filter(({ name }) => !placement.has(name));
  const small = smallOnes(grounds, others);
  for (const table of others.filter((one) => !small.includes(one))) {
    const places = classes.map((one) => distributedBy(grounds, table, one));
    placement.set(table.name, places.find(Boolean) ?? local(table, 'no column of it is fit'));
  }
  const used = reached(grounds, [...placement.keys()], new Set(small.map(({ name }) => name)));
  for (const table of small) {
    placement.set(
      table.name,
      used.has(table.name) && holdsRows(table)
        ? REFERENCE
        : local(table, 'joined to no distributed table'),
    );
  }
  return placement;
}

/** Those of some tables that every node can hold, the smallest first. */
function smallOnes({ tables, uses }: Grounds, among: readonly Table[]): Table[] {
  const bytes = tables.reduce((sum, one) => sum + bytesOf(one), 0);
  const written = writesByTable(uses);
  const writes = [...written.values()].reduce((sum, calls) => sum + calls, 0);
  let taken = 0;
  return among
    .filter(({ name }) => (written.get(name) ?? 0) <= REFERENCE_WRITES * writes)
    .sort((a, b) => bytesOf(a) - bytesOf(b))
    .filter((table) => {
      taken += bytesOf(table);
      return taken <= REFERENCE_BYTES * bytes;
    });
}

/** Bytes of a table with its indexes. */
export function bytesOf({ bytes, indexBytes }: Table): number {
  return bytes + indexBytes;
}

function distributedBy(
  { set, shards }: Grounds,
  table: Table,
  { columns, name: group }: ColumnClass,
): TablePlace | undefined {
  if (!holdsRows(table)) return undefined;
  const column = columns.get(table.name)?.find((name) => {
    const found = table.columns.find((one) => one.name === name);
    return found !== undefined && whyUnfit(table, found, set, shards) === undefined;
  });
  return column === undefined ? undefined : { kind: 'distributed', column, group };
}

function local({ kind }: Table, otherwise: string): TablePlace {
  const because = {
    'materialized view': 'a materialised view stays where it is made',
    'foreign table': 'its rows are elsewhere',
    table: otherwise,
    partitioned: otherwise,
  }[kind];
  return { kind: 'local', because };
}

function holdsRows({ kind }: Table): boolean {
  return kind === 'table' || kind === 'partitioned';
}

/** Which tables of `among` statements or foreign keys join to others, directly or by each other. */
function reached(
  { tables, uses }: Grounds,
  others: readonly string[],
  among: ReadonlySet<string>,
): ReadonlySet<string> {
  const pairs = [
    ...tables.flatMap(({ name, foreignKeys }) => foreignKeys.map(({ to }) => [name, to])),
    ...uses.map(({ shape }) => shape.relations.map(({ table }) => table)),
  ];
  const seen = new Set(others);
  for (const one of seen) {
    for (const pair of pairs.filter((names) => names.includes(one))) {
      for (const name of pair) if (among.has(name)) seen.add(name);
    }
  }
  return seen;
}

function writesByTable(uses: readonly Use[]): Map<string, number> {
  const writes = new Map<string, number>();
  for (const { shape, calls } of uses) {
    for (const { relation } of shape.writes) {
      const table = shape.relations[relation]?.table ?? '';
      writes.set(table, (writes.get(table) ?? 0) + calls);
    }
  }
  return writes;
}
