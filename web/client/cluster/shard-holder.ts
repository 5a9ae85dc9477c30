import type { MoveStatus, MovesStatus } from '../../../manager/moves/moves-status';
import { formatBytes } from '../../../words/bytes';
import { counted } from '../base/format';

/** A shard in a worker group: at home, about to go, on its way from there or to there. */
export type CellKind = 'here' | 'waiting' | 'leaving' | 'arriving';

/** A shard as it is drawn. */
export interface CellView {
  readonly shard: string;
  readonly kind: CellKind;
  /** E.g. `vehicle_locations_102008, to worker-4: copying`. */
  readonly title: string;
}

/** What a worker group holds of a table as it is drawn. */
export interface HeldTableView {
  readonly table: string;
  /** Which of the colours for tables. */
  readonly colour: number;
  readonly cells: readonly CellView[];
  /** Shards placed there. */
  readonly shards: number;
}

/** A worker group and its shards as they are drawn. */
export interface HolderView {
  readonly group: number;
  readonly name: string;
  readonly isDraining: boolean;
  /** E.g. `11 shards · 340 MiB · 1 arriving`. */
  readonly words: string;
  readonly tables: readonly HeldTableView[];
}

/** Tables that are drawn by themselves; smaller ones are drawn together. */
const MOST_TABLES = 6;

/** Colours for tables. */
export const COLOURS = 4;

/** The tables that are drawn by themselves, and which of them stands for a table. */
interface DrawnTables {
  readonly names: readonly string[];
  readonly indexOf: (table: string) => number;
}

/** Which tables are drawn by themselves: the largest, in the order of their names. */
export function drawnTables({ placements }: MovesStatus): DrawnTables {
  const sizes = new Map<string, number>();
  for (const { table, bytes } of placements) sizes.set(table, (sizes.get(table) ?? 0) + bytes);
  const all = [...sizes.keys()].sort();
  if (all.length <= MOST_TABLES) return { names: all, indexOf: (table) => all.indexOf(table) };
  const large = [...all]
    .sort((one, other) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0))
    .slice(0, MOST_TABLES - 1)
    .sort();
  return {
    names: [...large, counted(all.length - large.length, 'other table')],
    indexOf: (table) => (large.includes(table) ? large.indexOf(table) : large.length),
  };
}

/** A worker group with what is placed there, and what is on its way from there or to there. */
export function holderView(
  { placements, draining, moves }: MovesStatus,
  group: number,
  tables: DrawnTables,
  nameOf: (group: number) => string,
): HolderView {
  const held = placements.filter((one) => one.group === group);
  const placed = new Set(held.flatMap(({ shards }) => shards));
  const passing = moves.filter(
    ({ shard, from, to, phase }) =>
      (from === group || to === group) && phase !== 'waiting' && !placed.has(shard),
  );
  const cells = [
    ...held.flatMap(({ table, shards }) => shards.map((shard) => ({ table, shard }))),
    ...passing,
  ].map(({ table, shard }) => {
    const move = moves.find((one) => one.shard === shard && [one.from, one.to].includes(group));
    return { ...cellOf(shard, move, group, nameOf), table };
  });
  return {
    group,
    name: nameOf(group),
    isDraining: draining.includes(group),
    words: wordsOf(held, cells),
    tables: tables.names.flatMap((table, index) => {
      const own = cells.filter((one) => tables.indexOf(one.table) === index);
      if (own.length === 0) return [];
      const shards = own.filter(({ shard }) => placed.has(shard)).length;
      return [{ table, colour: index % COLOURS, cells: own.sort(byName), shards }];
    }),
  };
}

function cellOf(
  shard: string,
  move: MoveStatus | undefined,
  group: number,
  nameOf: (group: number) => string,
): CellView {
  if (move === undefined) return { shard, kind: 'here', title: shard };
  const { from, to, phase } = move;
  const place = from === group ? `to ${nameOf(to)}` : `from ${nameOf(from)}`;
  const away = phase === 'waiting' ? 'waiting' : 'leaving';
  // Where it is swapped already, only what is left of it is at the old place.
  const there = phase === 'cleaning up' ? 'here' : 'arriving';
  return {
    shard,
    kind: from === group ? away : there,
    title: `${shard}, ${place}: ${phase}`,
  };
}

function wordsOf(held: MovesStatus['placements'], cells: readonly CellView[]): string {
  const shards = held.reduce((sum, one) => sum + one.shards.length, 0);
  const bytes = held.reduce((sum, one) => sum + one.bytes, 0);
  const count = (wanted: CellKind): number => cells.filter(({ kind }) => kind === wanted).length;
  const [leaving, arriving] = [count('leaving'), count('arriving')];
  return [
    ...(shards === 0 ? ['no shard'] : [counted(shards, 'shard'), formatBytes(bytes)]),
    ...(leaving === 0 ? [] : [`${leaving} leaving`]),
    ...(arriving === 0 ? [] : [`${arriving} arriving`]),
  ].join(' · ');
}

function byName({ shard: one }: CellView, { shard: other }: CellView): number {
  return one < other ? -1 : 1;
}
