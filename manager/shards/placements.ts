import type { ClientBase } from 'pg';
import { TABLE } from '../../dataset/table';
import type { Engine } from '../../topology/config/cluster-config';
import { FOREIGN_SHARDS } from './foreign-shards';

/** A copy of a shard, as the coordinator's catalogue has it. */
export interface Placement {
  /** The table that the shard is a part of, as SQL writes it. */
  readonly table: string;
  /** The shard: the name of a table on the node that holds it, with its schema, quoted. */
  readonly shard: string;
  /** The group that holds it; null of a shard that is nowhere. */
  readonly group: number | null;
}

/** Where queries for a group go. */
export interface CatalogueNode {
  readonly group: number;
  /** Node in Citus's table of nodes, foreign server with the native engine. */
  readonly name: string;
}

/** What the coordinator's catalogue says of all tables. */
export interface CatalogueFacts {
  readonly nodes: readonly CatalogueNode[];
  readonly placements: readonly Placement[];
  /** Tables that are empty after each change of primary. */
  readonly unlogged: readonly string[];
}

/** Placements by the group that holds them. */
export function placementsByGroup(
  placements: readonly Placement[],
): ReadonlyMap<number | null, readonly Placement[]> {
  const found = new Map<number | null, Placement[]>();
  for (const placement of placements) {
    const of = found.get(placement.group);
    if (of === undefined) found.set(placement.group, [placement]);
    else of.push(placement);
  }
  return found;
}

/** Rows by shard, as PostgreSQL estimates them, of the shards that a node holds. */
export type HeldShards = ReadonlyMap<string, number>;

const SQL: Readonly<Record<Engine, { readonly nodes: string; readonly placements: string }>> = {
  citus: {
    nodes: `SELECT groupid AS group, nodename AS name FROM pg_dist_node WHERE noderole = 'primary'`,
    // shard_name leaves the schema "public" out.
    placements: `
      SELECT s.logicalrelid::text AS table, p.groupid AS group,
        CASE WHEN n.nspname = 'public' THEN 'public.' ELSE '' END
          || shard_name(s.logicalrelid, s.shardid) AS shard
      FROM pg_dist_shard s
      JOIN pg_class c ON c.oid = s.logicalrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_dist_placement p USING (shardid)`,
  },
  native: {
    nodes: `
      SELECT substring(srvname FROM '\\d+$')::integer AS group, srvname AS name
      FROM pg_foreign_server WHERE srvname ~ '^worker_[0-9]+$'`,
    // The data set's table itself where it has none.
    placements: `
      SELECT f.table, f.group, f.remote AS shard FROM (${FOREIGN_SHARDS}) f
      UNION ALL
      SELECT c.oid::regclass::text, 0, 'public.${TABLE}' FROM pg_class c
      WHERE c.oid = to_regclass('public.${TABLE}') AND c.relkind = 'r'`,
  },
};

const UNLOGGED = `
  SELECT oid::regclass::text AS name FROM pg_class
  WHERE relpersistence = 'u' AND relkind IN ('r', 'p') ORDER BY 1`;

/**
 * Which of these tables are there. The estimate is that of the last VACUUM or ANALYZE, before the
 * first one the count of the statistics. Nothing here waits for a table's lock.
 */
const HELD = `
  SELECT s.name AS shard,
    CASE WHEN c.reltuples > 0 THEN c.reltuples
      ELSE pg_stat_get_live_tuples(c.oid) END::float8 AS rows
  FROM unnest($1::text[]) AS s(name) JOIN pg_class c ON c.oid = to_regclass(s.name)`;

/**
 * SQL that a session needs before {@link readHeld}: by default Citus hides shards from whoever reads
 * the catalogue of tables (PostgreSQL's pg_class) on a worker.
 */
export const SHOW_SHARDS: Readonly<Record<Engine, string>> = {
  citus: 'SET citus.override_table_visibility = off',
  native: '',
};

/** Reads the catalogue on the coordinator primary. */
export async function readFacts(client: ClientBase, engine: Engine): Promise<CatalogueFacts> {
  const { nodes, placements } = SQL[engine];
  return {
    nodes: (await client.query<CatalogueNode>(nodes)).rows,
    placements: (await client.query<Placement>(placements)).rows,
    unlogged: (await client.query<{ name: string }>(UNLOGGED)).rows.map(({ name }) => name),
  };
}

/** Reads on a group's primary which of these shards it holds. */
export async function readHeld(client: ClientBase, shards: readonly string[]): Promise<HeldShards> {
  const { rows } = await client.query<{ shard: string; rows: number }>(HELD, [shards]);
  return new Map(rows.map(({ shard, rows: count }) => [shard, count]));
}
