import type { Table } from '../profile';
import type { Placement } from './placement';
import { bytesOf } from './place-tables';
import type { Refusal } from './refusals/refusal';
import type { ClassName, StatementClass } from './statement-class';
import type { Use } from './workload';

/** A statement and where it runs. */
export interface Placed {
  readonly use: Use;
  readonly is: StatementClass;
}

/** By what proposals are compared, in this order; shares are 0 to 1, and less is better. */
export interface Score {
  /** Share of the time whose statements Citus refuses. */
  readonly refused: number;
  /** Time away from one shard: that of all shards, three times what is moved, and that of the coordinator. */
  readonly spread: number;
  /** Rows of the node that has most, as a share of those that are distributed. */
  readonly largestNode: number;
  /** Bytes that are not distributed by the key that most are, as a share. */
  readonly apart: number;
  /** What Citus refuses of the schema. */
  readonly changes: number;
}

/** How much worse it is that rows move than that all shards are asked. */
const MOVED = 3;

/** Time that statements take, ms. */
export function msOf(placed: readonly Placed[]): number {
  return placed.reduce((sum, { use }) => sum + use.ms, 0);
}

/** Share of the time that each class takes. */
export function timeByClass(placed: readonly Placed[]): Readonly<Record<ClassName, number>> {
  const shares = { 'one shard': 0, coordinator: 0, 'all shards': 0, moved: 0, refused: 0 };
  const all = msOf(placed);
  for (const { use, is } of placed) shares[is.name] += all === 0 ? 0 : use.ms / all;
  return shares;
}

/** Scores a placement. */
export function scoreOf(
  placed: readonly Placed[],
  tables: readonly Table[],
  placement: Placement,
  refusals: readonly Refusal[],
  workers: number,
): Score {
  const shares = timeByClass(placed);
  return {
    refused: shares.refused,
    spread: shares['all shards'] + shares.coordinator + MOVED * shares.moved,
    largestNode: largestNode(tables, placement, workers),
    apart: apart(tables, placement),
    changes: refusals.filter(({ engine }) => engine === 'citus').length,
  };
}

/** Orders proposals, the best first. Shares that differ by less than a percent count as the same. */
export function compareScores(one: Score, other: Score): number {
  const percent = ({ refused, spread, largestNode, apart }: Score) =>
    [refused, spread, largestNode, apart].map((share) => Math.round(share * 100));
  const [ours, theirs] = [percent(one), percent(other)];
  const differences = ours.map((share, index) => share - (theirs[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? one.changes - other.changes;
}

/** With the most common value of each distribution column on one node, and all others spread evenly. */
function largestNode(tables: readonly Table[], placement: Placement, workers: number): number {
  let [largest, all] = [0, 0];
  for (const table of tables) {
    const place = placement.get(table.name);
    if (place?.kind !== 'distributed') continue;
    const { statistics } = table.columns.find(({ name }) => name === place.column) ?? {};
    const commonest = statistics?.commonest ?? 0;
    largest += bytesOf(table) * (commonest + (1 - commonest) / workers);
    all += bytesOf(table);
  }
  return all === 0 ? 1 : largest / all;
}

/** Bytes of distributed tables by their group. */
export function bytesByGroup(
  tables: readonly Table[],
  placement: Placement,
): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const table of tables) {
    const place = placement.get(table.name);
    if (place?.kind !== 'distributed') continue;
    bytes.set(place.group, (bytes.get(place.group) ?? 0) + bytesOf(table));
  }
  return bytes;
}

function apart(tables: readonly Table[], placement: Placement): number {
  const all = tables.reduce((sum, table) => sum + bytesOf(table), 0);
  return all === 0 ? 0 : 1 - Math.max(0, ...bytesByGroup(tables, placement).values()) / all;
}
