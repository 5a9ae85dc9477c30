import type { ClientBase } from 'pg';
import { TABLE } from '../dataset/table';
import type { ClusterPlan } from '../topology/plan';

/** How the data set's table is spread, as the catalogue has it. */
export interface TableLayout {
  /** 0 of a table that is not spread. */
  readonly shardCount: number;
  /** Placements of the shard that has fewest. */
  readonly replicationFactor: number;
  /** Null of a table that is not spread. */
  readonly distributionColumn: string | null;
  /** Groups that hold shards. */
  readonly shardHolders: number;
}

const CITUS = `
  WITH shard AS (
    SELECT s.shardid, count(p.groupid) AS placements
    FROM pg_dist_shard s LEFT JOIN pg_dist_placement p USING (shardid)
    WHERE s.logicalrelid = to_regclass('public.${TABLE}') GROUP BY 1)
  SELECT count(*)::integer AS "shardCount", min(placements)::integer AS "replicationFactor",
    (SELECT column_to_column_name(logicalrelid, partkey) FROM pg_dist_partition
     WHERE logicalrelid = to_regclass('public.${TABLE}')) AS "distributionColumn",
    (SELECT count(DISTINCT groupid)::integer FROM pg_dist_placement JOIN shard USING (shardid))
      AS "shardHolders"
  FROM shard`;

const NATIVE = `
  SELECT count(*)::integer AS "shardCount", least(count(*), 1)::integer AS "replicationFactor",
    (SELECT string_agg(a.attname, ', ') FROM pg_partitioned_table t
     JOIN pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = ANY (t.partattrs)
     WHERE t.partrelid = to_regclass('public.${TABLE}')) AS "distributionColumn",
    count(DISTINCT f.ftserver)::integer AS "shardHolders"
  FROM pg_inherits i LEFT JOIN pg_foreign_table f ON f.ftrelid = i.inhrelid
  WHERE i.inhparent = to_regclass('public.${TABLE}')`;

/** Reads how the table is spread; undefined where there is no such table. */
export async function readTableLayout(
  client: ClientBase,
  { engine }: ClusterPlan,
): Promise<TableLayout | undefined> {
  const there = await client.query(
    `SELECT FROM pg_class WHERE oid = to_regclass('public.${TABLE}')`,
  );
  if (there.rows.length === 0) return undefined;
  const { rows } = await client.query<TableLayout>(engine === 'citus' ? CITUS : NATIVE);
  const [layout] = rows;
  // Without shards the table itself is the only one.
  return layout && layout.shardCount > 0
    ? layout
    : { shardCount: 0, replicationFactor: 1, distributionColumn: null, shardHolders: 0 };
}

/** What the plan says of the table. */
export function plannedLayout({
  groups,
  dataset,
  shardReplicationFactor,
}: ClusterPlan): TableLayout {
  const workers = groups.length - 1;
  return workers === 0
    ? { shardCount: 0, replicationFactor: 1, distributionColumn: null, shardHolders: 0 }
    : {
        shardCount: dataset.shardCount,
        replicationFactor: shardReplicationFactor,
        distributionColumn: dataset.distributionColumn,
        shardHolders: Math.min(workers, dataset.shardCount * shardReplicationFactor),
      };
}

/** Where the table is not as it is planned, a sentence each. */
export function layoutDifferences(layout: TableLayout, planned: TableLayout): string[] {
  const different = (name: string, is: unknown, should: unknown): string[] =>
    is === should ? [] : [`${name} ${String(is ?? 'none')}, planned ${String(should ?? 'none')}`];
  return [
    ...different('shards:', layout.shardCount, planned.shardCount),
    ...different('placements of each shard:', layout.replicationFactor, planned.replicationFactor),
    ...different('distribution column:', layout.distributionColumn, planned.distributionColumn),
    ...different('workers that hold shards:', layout.shardHolders, planned.shardHolders),
  ];
}
