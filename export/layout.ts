import type { Client } from 'pg';
import { FOREIGN_SHARDS } from '../manager/shards/foreign-shards';
import type { Engine } from '../topology/config/cluster-config';
import { UserError } from '../words/user-error';
import type { ExportedTable } from './manifest';
import { qualified } from './sql-name';

/** Where rows of a table are: a shard, or all of it. */
export interface TablePart {
  readonly group: number;
  /** The relation there, as SQL writes it with its schema. */
  readonly relation: string;
  /** Position among the table's shards, from 0; null where it has none. */
  readonly shard: number | null;
  /** With engine native: the shard's own name, and the foreign table before it as SQL writes it. */
  readonly shardName?: string;
  readonly foreignTable?: string;
}

/** A table, how it is distributed, and where its rows are. */
export interface TableLayout extends Omit<ExportedTable, 'rows' | 'hash' | 'files'> {
  readonly parts: readonly TablePart[];
}

/** Schemas that hold objects of users: neither PostgreSQL's, nor an engine's, nor the cluster's own. */
export const USER_SCHEMAS = `
  SELECT n.oid, n.nspname FROM pg_namespace n
  WHERE n.nspname !~ '^(pg_|cluster$|cluster_|citus|columnar|information_schema$)'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass
      AND d.objid = n.oid AND d.deptype = 'e')`;

const TABLES = `
  SELECT c.oid::text AS oid, s.nspname AS schema, c.relname AS name, c.relkind AS relkind,
    c.relispartition AS "isPartition",
    ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      ORDER BY a.attnum) AS columns,
    (SELECT a.attname FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid
      AND a.attnum = p.partattrs[0] WHERE p.partrelid = c.oid AND p.partstrat = 'h') AS "hashColumn"
  FROM pg_class c JOIN (${USER_SCHEMAS}) s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
      AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.oid`;

interface TableRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly relkind: 'r' | 'p';
  readonly isPartition: boolean;
  readonly columns: string[];
  readonly hashColumn: string | null;
}

const NATIVE_SHARDS = `
  SELECT i.inhparent::text AS parent, f.group, f.remote AS relation, f.shard AS "foreignTable",
    (parse_ident(f.remote))[2] AS "shardName",
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'remainder (\\d+)'))[1]::integer AS shard
  FROM (${FOREIGN_SHARDS}) f JOIN pg_inherits i ON i.inhrelid = f.oid JOIN pg_class c ON c.oid = f.oid
  ORDER BY shard`;

const CITUS_TABLES = `
  SELECT p.logicalrelid::oid::text AS oid, p.partmethod AS method, p.repmodel AS replication,
    p.colocationid::text AS colocation, column_to_column_name(p.logicalrelid, p.partkey) AS column
  FROM pg_catalog.pg_dist_partition p`;

// Names of shards in schema public come without it.
const CITUS_SHARDS = `
  SELECT s.logicalrelid::oid::text AS parent,
    (SELECT min(pl.groupid) FROM pg_catalog.pg_dist_placement pl WHERE pl.shardid = s.shardid) AS group,
    CASE n.nspname WHEN 'public' THEN 'public.' ELSE '' END || shard_name(s.logicalrelid, s.shardid) AS relation,
    (row_number() OVER (PARTITION BY s.logicalrelid ORDER BY s.shardminvalue::bigint, s.shardid) - 1)::integer AS shard
  FROM pg_catalog.pg_dist_shard s JOIN pg_class c ON c.oid = s.logicalrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  ORDER BY shard`;

interface PartRow extends TablePart {
  readonly parent: string;
  readonly shard: number;
}

interface CitusRow {
  readonly oid: string;
  readonly method: string;
  readonly replication: string;
  readonly colocation: string;
  readonly column: string | null;
}

/**
 * All tables of users, in the order in which they were made.
 *
 * @param client a session on the coordinator whose search path is empty
 * @throws UserError for a table that is distributed in a way that no engine here makes
 */
export async function readLayout(client: Client, engine: Engine): Promise<TableLayout[]> {
  const { rows: tables } = await client.query<TableRow>(TABLES);
  if (engine === 'native') return nativeLayout(client, tables);
  const { rows: citus } = await client.query<CitusRow>(CITUS_TABLES);
  const { rows: shards } = await client.query<PartRow>(CITUS_SHARDS);
  return tables.map((table) => {
    const known = citus.find(({ oid }) => oid === table.oid);
    const own = shards.filter(({ parent }) => parent === table.oid);
    return citusTable(table, known, own);
  });
}

async function nativeLayout(client: Client, tables: readonly TableRow[]): Promise<TableLayout[]> {
  const { rows: shards } = await client.query<PartRow>(NATIVE_SHARDS);
  return tables.map((table) => {
    const own = shards.filter(({ parent }) => parent === table.oid);
    if (own.length === 0) return localTable(table);
    return {
      ...common(table),
      ...{ kind: 'sharded', column: table.hashColumn, shards: own.length, colocation: null },
      parts: own.map(({ parent: _, ...part }) => part),
    };
  });
}

function citusTable(
  table: TableRow,
  known: CitusRow | undefined,
  own: readonly PartRow[],
): TableLayout {
  if (known === undefined) return localTable(table);
  const { method, replication, colocation, column } = known;
  const isSharded = method === 'h';
  if (!isSharded && method !== 'n') {
    throw new UserError(
      `${table.schema}.${table.name} is distributed by ${method === 'r' ? 'range' : 'appending'}, which can't be exported`,
      'make it anew with create_distributed_table, by hash',
    );
  }
  const isLocal = colocation === '0' && replication !== 't';
  const kind = isSharded
    ? 'sharded'
    : replication === 't'
      ? 'reference'
      : isLocal
        ? 'local'
        : 'single';
  const parts = own.map(({ group, relation, shard }) => ({
    ...{ group, relation },
    shard: isSharded ? shard : null,
  }));
  return {
    ...common(table),
    ...{ kind, column: isSharded ? column : null, shards: isSharded ? own.length : null },
    colocation: isSharded || kind === 'single' ? colocation : null,
    // A partitioned table has no rows but those of its partitions.
    parts: table.relkind === 'p' ? [] : parts,
  };
}

function localTable(table: TableRow): TableLayout {
  return {
    ...common(table),
    ...{ kind: 'local', column: null, shards: null, colocation: null },
    parts: table.relkind === 'p' ? [] : [{ group: 0, relation: qualified(table), shard: null }],
  };
}

function common({ schema, name, isPartition, columns }: TableRow) {
  return { schema, name, isPartition, columns };
}
