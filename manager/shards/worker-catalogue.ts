import type { ClientBase } from 'pg';
import type { ShardCopies } from './worker-decision';

/** A worker group's primary as Citus knows it. */
export interface CatalogueNode {
  readonly group: number;
  readonly name: string;
  readonly port: number;
  readonly active: boolean;
  /** Whether shards may be placed there: false of a worker that is to be empty. */
  readonly takesShards: boolean;
}

/** What Citus knows of its workers and of what lies where. */
export interface WorkerCatalogue {
  readonly nodes: readonly CatalogueNode[];
  readonly shards: readonly ShardCopies[];
}

const NODES = `
  SELECT groupid AS group, nodename AS name, nodeport AS port, isactive AS active,
    shouldhaveshards AS "takesShards"
  FROM pg_dist_node WHERE noderole = 'primary' AND groupid <> 0 ORDER BY groupid`;

/**
 * Distributed tables' shards by what is placed together. Reference tables (repmodel t) are copied
 * with a node's activation; local tables have no colocation.
 */
const SHARDS = `
  SELECT array_agg(DISTINCT s.shardid::float8 ORDER BY s.shardid::float8) AS "shardIds",
    array_agg(DISTINCT shard_name(s.logicalrelid, s.shardid)) AS names,
    array_agg(DISTINCT s.logicalrelid::text) AS tables,
    coalesce(max(c.replicationfactor), count(DISTINCT pl.groupid))::integer AS factor,
    array_agg(DISTINCT pl.groupid) AS groups
  FROM pg_dist_partition p
  JOIN pg_dist_shard s USING (logicalrelid)
  JOIN pg_dist_placement pl USING (shardid)
  LEFT JOIN pg_dist_colocation c USING (colocationid)
  WHERE p.repmodel <> 't' AND pl.groupid <> 0
  GROUP BY CASE WHEN p.colocationid = 0 THEN s.shardid ELSE 0 END, p.colocationid, s.shardminvalue
  ORDER BY 1`;

/** Reads the catalogue on the coordinator primary. */
export async function readCatalogue(client: ClientBase): Promise<WorkerCatalogue> {
  const nodes = await client.query<CatalogueNode>(NODES);
  const shards = await client.query<ShardCopies>(SHARDS);
  return { nodes: nodes.rows, shards: shards.rows };
}
