import type Docker from 'dockerode';
import type { Engine } from '../../topology/config/cluster-config';
import type { Catalogue, DistributedTable } from '../../topology/change/existing-cluster';
import { TABLE } from '../../dataset/table';
import { askNode } from './ask-node';
import { readContents, type Placements } from './read-contents';

/** What the coordinator answers. */
interface Answer {
  readonly postgres: number;
  readonly citus: string | null;
  readonly tables: readonly DistributedTable[];
  readonly placements: readonly Placements[];
  /** Names of tables on workers that are the same on each of them. */
  readonly elsewhere: readonly string[];
  readonly workers: readonly number[];
  /** Whether the data set's table is there, spread over workers or not. */
  readonly hasDataSet: boolean;
}

/** A placement of a reference table is a copy of what every node has. */
const IS_REFERENCE = "p.partmethod = 'n' AND p.repmodel = 't'";

const CITUS = `
  SELECT json_build_object(
    'postgres', current_setting('server_version_num')::integer / 10000,
    'citus', (SELECT extversion FROM pg_extension WHERE extname = 'citus'),
    'tables', (SELECT coalesce(json_agg(t), '[]') FROM (
      SELECT p.logicalrelid::text AS name,
        CASE WHEN p.partmethod = 'h' THEN column_to_column_name(p.logicalrelid, p.partkey) END
          AS "distributionColumn",
        count(DISTINCT s.shardid) AS shards,
        count(DISTINCT s.shardid) FILTER (WHERE s.shardminvalue = s.shardmaxvalue) AS alone,
        (count(l.placementid) / greatest(count(DISTINCT s.shardid), 1)) AS factor
      FROM pg_dist_partition p
      LEFT JOIN pg_dist_shard s USING (logicalrelid)
      LEFT JOIN pg_dist_placement l USING (shardid)
      WHERE NOT (${IS_REFERENCE}) GROUP BY p.logicalrelid, p.partmethod, p.partkey) t),
    'placements', (SELECT coalesce(json_agg(t), '[]') FROM (
      SELECT l.groupid AS group, p.logicalrelid::text AS table,
        json_agg(shard_name(p.logicalrelid, s.shardid)) AS names
      FROM pg_dist_partition p JOIN pg_dist_shard s USING (logicalrelid)
      JOIN pg_dist_placement l USING (shardid)
      WHERE NOT (${IS_REFERENCE}) GROUP BY 1, p.logicalrelid) t),
    'elsewhere', (SELECT coalesce(json_agg(name), '[]') FROM (
      SELECT logicalrelid::text AS name FROM pg_dist_partition UNION
      SELECT shard_name(logicalrelid, shardid) FROM pg_dist_shard) t),
    'hasDataSet', to_regclass('public.${TABLE}') IS NOT NULL,
    'workers', (SELECT coalesce(json_agg(DISTINCT groupid), '[]') FROM pg_dist_node
                WHERE groupid > 0))`;

/** Shards are foreign tables here, partitions of a table or not. */
const NATIVE = `
  WITH shard AS (
    SELECT substring(s.srvname FROM '^worker_([0-9]+)$')::integer AS group,
      coalesce(i.inhparent, f.ftrelid) AS parent,
      coalesce((SELECT option_value FROM pg_options_to_table(f.ftoptions)
                WHERE option_name = 'table_name'), c.relname::text) AS name
    FROM pg_foreign_table f
    JOIN pg_foreign_server s ON s.oid = f.ftserver
    JOIN pg_class c ON c.oid = f.ftrelid
    LEFT JOIN pg_inherits i ON i.inhrelid = f.ftrelid)
  SELECT json_build_object(
    'postgres', current_setting('server_version_num')::integer / 10000,
    'citus', NULL,
    'tables', (SELECT coalesce(json_agg(t), '[]') FROM (
      SELECT parent::regclass::text AS name, count(*) AS shards, 1 AS factor,
        substring(pg_get_partkeydef(parent) FROM '\\((.*)\\)') AS "distributionColumn"
      FROM shard GROUP BY parent) t),
    'placements', (SELECT coalesce(json_agg(t), '[]') FROM (
      SELECT shard.group, parent::regclass::text AS table, json_agg(name) AS names
      FROM shard WHERE shard.group IS NOT NULL GROUP BY shard.group, parent) t),
    'elsewhere', '[]'::json,
    'hasDataSet', to_regclass('public.${TABLE}') IS NOT NULL,
    'workers', (SELECT coalesce(json_agg(n), '[]') FROM (
      SELECT substring(srvname FROM '^worker_([0-9]+)$')::integer AS n
      FROM pg_foreign_server WHERE srvname ~ '^worker_[0-9]+$') t))`;

/** A leaving group, and the container of its primary where one runs. */
export interface LeavingWorker {
  readonly group: number;
  readonly container: string | undefined;
}

/**
 * What the coordinator's catalogue says, and what the workers hold that are to go.
 *
 * @param coordinator container of the coordinator primary
 * @throws Error in PostgreSQL's words where the catalogue can't be read
 */
export async function readCatalogue(
  docker: Docker,
  coordinator: string,
  { engine, database }: { engine: Engine; database: string },
  leaving: readonly LeavingWorker[],
): Promise<Catalogue> {
  const sql = engine === 'citus' ? CITUS : NATIVE;
  const text = await askNode(docker, coordinator, [sql], { database });
  const answer = JSON.parse(text) as Answer;
  const { postgres, citus, tables, placements, elsewhere, workers } = answer;
  const plain = { name: TABLE, distributionColumn: null, shards: 1, factor: 1 };
  return {
    postgres,
    citus: citus ?? undefined,
    tables,
    dataSet: tables.find(({ name }) => name === TABLE) ?? (answer.hasDataSet ? plain : undefined),
    workerGroups: workers,
    leaving: await Promise.all(
      leaving.map((worker) =>
        readContents(docker, { ...worker, database }, placements, new Set(elsewhere)),
      ),
    ),
  };
}
