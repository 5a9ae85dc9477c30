import type { ClientBase } from 'pg';
import type { Engine } from '../../../topology/config/cluster-config';
import type { GroupPlan } from '../../../topology/plan';
import { readFacts, type Placement } from '../../shards/placements';
import { OWN_TABLES } from './own-tables';

/** Of a page, bytes: PostgreSQL's default and this project's. */
export const PAGE_BYTES = 8192;

const localTables = (engine: Engine): string => `
  SELECT c.oid::regclass::text AS table, format('%I.%I', n.nspname, c.relname) AS shard
  FROM (${OWN_TABLES[engine]}) o JOIN pg_class c USING (oid)
  JOIN pg_namespace n ON n.oid = c.relnamespace`;

/** What of them stands in files that a restore brings back, and whether it is read in pieces. */
const STORED = `
  SELECT s.name AS shard, (pg_relation_size(c.oid) / ${PAGE_BYTES})::float8 AS pages,
    a.amname = 'heap' AS "inPieces"
  FROM unnest($1::text[]) AS s(name)
  JOIN pg_class c ON c.oid = to_regclass(s.name)
  JOIN pg_am a ON a.oid = c.relam
  WHERE c.relkind = 'r' AND c.relpersistence = 'p'`;

/** A shard, or a table that is not sharded, on the node that holds it. */
export interface StoredShard {
  readonly table: string;
  readonly shard: string;
  /** Name of the group. */
  readonly group: string;
  readonly pages: number;
  /** Whether its pages can be read from one to another: not where rows are stored by columns. */
  readonly inPieces: boolean;
}

/** Asks the primary of a group on a session that sees one moment. */
export type AskGroup = <T>(
  group: Pick<GroupPlan, 'name'>,
  run: (client: ClientBase) => Promise<T>,
) => Promise<T>;

/**
 * All tables of the database whose rows a restore brings back, by shard and where they are: those of the
 * coordinator and those that it has spread. Unlogged ones are empty after a restore, and what somebody made
 * on a worker by hand is nobody's shard.
 *
 * @param groups the coordinator first
 */
export async function storedShards(
  ask: AskGroup,
  engine: Engine,
  groups: readonly GroupPlan[],
): Promise<StoredShard[]> {
  const [coordinator] = groups;
  if (coordinator === undefined) return [];
  const placements = await ask(coordinator, async (client) => {
    const local = (await client.query<Omit<Placement, 'group'>>(localTables(engine))).rows;
    const { placements: spread } = await readFacts(client, engine);
    return [...spread, ...local.map((one) => ({ ...one, group: 0 }))];
  });
  const found: StoredShard[] = [];
  for (const group of groups) {
    const own = placements.filter((one) => one.group === group.group);
    const tables = new Map(own.map(({ shard, table }) => [shard, table]));
    type Row = Omit<StoredShard, 'table' | 'group'>;
    const { rows } = await ask(group, (client) =>
      client.query<Row>(STORED, [[...tables.keys()].sort()]),
    );
    found.push(
      ...rows.map((row) => ({ ...row, table: tables.get(row.shard) ?? '', group: group.name })),
    );
  }
  return found;
}
