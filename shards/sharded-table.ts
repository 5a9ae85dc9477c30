import type { ClientBase } from 'pg';
import { HAS_IDENTITY } from '../manager/shards/replica-identity';
import { UserError } from '../words/user-error';
import type { ShardRange } from './split-plan';

/** A shard of a table, and what is placed with it. */
export interface TableShard extends ShardRange {
  /** Citus's number of the node that holds it; with several placements, of one of them. */
  readonly node: number;
  /** Bytes of it and of the shards of other tables that are placed with it; all placements have as many. */
  readonly bytes: number;
}

/** A table that is distributed by a column, as Citus's catalogue has it. */
export interface ShardedTable {
  /** As SQL writes it. */
  readonly name: string;
  readonly column: string;
  /** The column's type as SQL writes it. */
  readonly type: string;
  /** Tables whose shards are placed with its shards, itself left out. */
  readonly colocated: readonly string[];
  /** Those of all of them whose changes can't be told apart: neither primary key nor replica identity. */
  readonly keyless: readonly string[];
  /** Placements of each shard. */
  readonly factor: number;
  /** In the order of their hash values. */
  readonly shards: readonly TableShard[];
}

/** A partitioned table leaves its changes to its partitions, which are tables of the list as well. */
const TABLE = `
  SELECT p.partmethod AS method, p.logicalrelid::text AS name,
    column_to_column_name(p.logicalrelid, p.partkey) AS column,
    (SELECT format_type(atttypid, atttypmod) FROM pg_attribute
     WHERE attrelid = p.logicalrelid
       AND attname = column_to_column_name(p.logicalrelid, p.partkey)) AS type,
    ARRAY(SELECT o.logicalrelid::text FROM pg_dist_partition o
      WHERE o.colocationid = p.colocationid AND o.logicalrelid <> p.logicalrelid
      ORDER BY 1) AS colocated,
    ARRAY(SELECT c.oid::regclass::text FROM pg_dist_partition o JOIN pg_class c ON c.oid = o.logicalrelid
      WHERE o.colocationid = p.colocationid AND NOT ${HAS_IDENTITY}
      ORDER BY 1) AS keyless,
    (SELECT replicationfactor FROM pg_dist_colocation d WHERE d.colocationid = p.colocationid) AS factor
  FROM pg_dist_partition p WHERE p.logicalrelid = to_regclass($1)`;

/** Colocated shards have the same range, and the same places. */
const SHARDS = `
  WITH own AS (
    SELECT s.shardid, s.shardminvalue, s.shardmaxvalue FROM pg_dist_shard s
    WHERE s.logicalrelid = to_regclass($1)),
  sizes AS (
    SELECT s.shardminvalue, sum(c.shard_size) AS bytes FROM pg_dist_shard s
    JOIN pg_dist_partition o USING (logicalrelid)
    JOIN pg_dist_partition p ON p.colocationid = o.colocationid AND p.logicalrelid = to_regclass($1)
    JOIN (SELECT shardid, max(shard_size) AS shard_size FROM citus_shards GROUP BY shardid) c USING (shardid)
    GROUP BY s.shardminvalue)
  SELECT own.shardid::float8 AS id, own.shardminvalue::integer AS min, own.shardmaxvalue::integer AS max,
    coalesce(sizes.bytes, 0)::float8 AS bytes,
    (SELECT min(n.nodeid) FROM pg_dist_placement l JOIN pg_dist_node n USING (groupid)
     WHERE l.shardid = own.shardid AND n.noderole = 'primary') AS node
  FROM own LEFT JOIN sizes USING (shardminvalue) ORDER BY 2`;

type TableRow = Omit<ShardedTable, 'shards'> & { readonly method: string };

/**
 * Reads what the catalogue has of a table, and how large it is.
 *
 * @param client a session on the coordinator primary
 * @param name as SQL writes it
 * @throws UserError where there is no such table, or it is not distributed by a column
 */
export async function readShardedTable(client: ClientBase, name: string): Promise<ShardedTable> {
  const { rows } = await client.query<TableRow>(TABLE, [name]);
  const [row] = rows;
  if (row?.method !== 'h') {
    const { rows: distributed } = await client.query<{ name: string }>(
      `SELECT logicalrelid::text AS name FROM pg_dist_partition WHERE partmethod = 'h' ORDER BY 1`,
    );
    const names = distributed.map((one) => one.name).join(', ');
    throw new UserError(
      `"${name}" is no table that is distributed by a column`,
      names === '' ? 'none is' : `name one of ${names}`,
    );
  }
  const { name: table, column, type, colocated, keyless, factor } = row;
  const { rows: shards } = await client.query<TableShard>(SHARDS, [name]);
  return { name: table, column, type, colocated, keyless, factor, shards };
}
