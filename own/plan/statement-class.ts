import type { Table } from '../profile';
import type { Shape } from '../statements/shape';
import { distributionColumn, type Placement } from './placement';
import { whyWriteIsRefused } from './refused-writes';
import { StatementKeys } from './statement-keys';
import { UnionFind } from './union-find';

/**
 * Where a statement runs: on the node of one shard; on the coordinator, for tables that stay there; on all
 * shards at the same time; on all shards after rows have moved between nodes; nowhere.
 */
export type ClassName = 'one shard' | 'coordinator' | 'all shards' | 'moved' | 'refused';

/** A class, and what makes it so. */
export interface StatementClass {
  readonly name: ClassName;
  readonly because: string;
}

/** Says how Citus runs a statement on tables that are placed so. */
export function statementClass(
  shape: Shape,
  placement: Placement,
  tables: ReadonlyMap<string, Table>,
): StatementClass {
  const refused = whyWriteIsRefused(shape, placement, tables);
  if (refused !== undefined) return { name: 'refused', because: refused };
  const distributed = shape.relations.flatMap(({ table }, relation) => {
    const column = distributionColumn(placement, table);
    return column === undefined ? [] : [{ relation, column }];
  });
  const kinds = new Set(shape.relations.map(({ table }) => placement.get(table)?.kind));
  if (distributed.length === 0) return withoutShards(shape, kinds.has('local'));
  const keys = new StatementKeys(shape, distributed);
  if (keys.areBound && !kinds.has('local')) {
    return { name: 'one shard', because: 'every table has one value of its distribution column' };
  }
  const only = onlyOnOneShard(shape);
  if (only !== undefined) return { name: 'refused', because: only };
  if (kinds.has('local')) {
    return { name: 'moved', because: 'rows of a table on the coordinator are sent to the shards' };
  }
  return keys.number === 1 ? onAllShards(shape, keys) : acrossKeys(shape, keys);
}

function withoutShards({ writes }: Shape, isLocal: boolean): StatementClass {
  if (isLocal) return { name: 'coordinator', because: 'its tables stay there' };
  return writes.length > 0
    ? { name: 'all shards', because: 'a reference table is written on every node' }
    : { name: 'one shard', because: 'every node has its reference tables' };
}

/** What Citus does on one shard alone. */
function onlyOnOneShard(shape: Shape): string | undefined {
  if (shape.locksRows) return 'FOR UPDATE and FOR SHARE lock rows of one shard alone';
  if (shape.hasGroupingSets) return 'GROUPING SETS, CUBE and ROLLUP run on one shard alone';
  if (shape.isRecursive) return 'WITH RECURSIVE runs on one shard alone';
  return undefined;
}

function onAllShards(shape: Shape, keys: StatementKeys): StatementClass {
  const within = [...keys.blocks].flatMap((block) => shape.blocks[block] ?? []);
  if (within.every(({ isCorrelated, isNested }) => isCorrelated && !isNested)) {
    return {
      name: 'refused',
      because: 'a subquery of sharded tables names columns of tables that every node has',
    };
  }
  const isGathered = shape.blocks.some(
    ({ isNested, isCondensed, groups }, block) =>
      isNested &&
      isCondensed &&
      keys.blocks.has(block) &&
      !groups.some((place) => keys.isKey(place)),
  );
  if (isGathered) {
    return {
      name: 'moved',
      because: 'a subquery condenses rows of all shards before they are used',
    };
  }
  return { name: 'all shards', because: keys.why };
}

/** A statement whose tables are not all joined by their distribution columns. */
function acrossKeys(shape: Shape, keys: StatementKeys): StatementClass {
  const refused = (why: string): StatementClass => ({
    name: 'refused',
    because: `${why}, and ${keys.apart}`,
  });
  if (shape.blocks.some(({ isCorrelated }, block) => isCorrelated && keys.blocks.has(block))) {
    return refused('a subquery names columns around it');
  }
  for (const block of keys.blocks) {
    const inside = keys.relationsIn(block);
    if (new Set(inside.map((one) => keys.of(one))).size < 2) continue;
    if (!areJoined(shape, inside)) return refused('nothing joins its tables');
    if (inside.some((one) => shape.relations[one]?.isOuter)) return refused('it is an outer join');
    if (changesRows(shape, inside)) return refused('it changes rows by those of another table');
  }
  return { name: 'moved', because: keys.apart };
}

/** Whether an `UPDATE` or `DELETE` is of one of these tables. */
function changesRows({ writes }: Shape, relations: readonly number[]): boolean {
  return writes.some(
    ({ kind, relation }) =>
      (kind === 'update' || kind === 'delete') && relations.includes(relation),
  );
}

/** Whether equal columns link all of some tables. */
function areJoined({ equal }: Shape, relations: readonly number[]): boolean {
  const joined = new UnionFind();
  for (const [left, right] of equal) joined.join(String(left.relation), String(right.relation));
  return new Set(relations.map((one) => joined.find(String(one)))).size === 1;
}
