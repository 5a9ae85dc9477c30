import type { ClientBase } from 'pg';
import { regionCodes } from './region';
import { regionOf, vehicleOf, type DatasetSpec } from './row';
import { TABLE, VEHICLES } from './table';
import type { RowRange } from './binary-copy';

/** One COPY: into which table, which rows. */
export interface CopyTask extends RowRange {
  readonly table: string;
}

/**
 * How the rows are divided into COPY statements. With foreign partitions there is one a shard:
 * PostgreSQL sends a foreign table its rows in batches, and a stream that holds one shard's rows
 * alone fills every batch to the brim. Everywhere else the rows are cut into equal ranges.
 *
 * @param streams how many COPY statements run at once
 */
export async function planCopies(
  client: ClientBase,
  spec: DatasetSpec,
  distributionColumn: 'region_code' | 'vehicle_id',
  streams: number,
): Promise<CopyTask[]> {
  const shards = await foreignShards(client);
  if (shards.length === 0) return rowRanges(spec.rows, streams);

  const byRegion = distributionColumn === 'region_code';
  const values = byRegion
    ? regionCodes(spec.regions)
    : Array.from({ length: VEHICLES }, (_, index) => index + 1);
  const shardOf = await shardsOfValues(client, values, byRegion ? 'text' : 'integer');
  const valueOf = byRegion
    ? (id: number) => regionOf(spec, id)
    : (id: number) => vehicleOf(spec, id) - 1;
  return shards.map((table, index) => ({
    table,
    from: 1,
    to: spec.rows,
    accepts: (id: number) => shardOf[valueOf(id)] === index,
  }));
}

/** Cuts the rows 1 to `rows` into at most `count` ranges of nearly one size, none of them empty. */
export function rowRanges(rows: number, count: number): CopyTask[] {
  const ranges = Math.min(count, rows);
  return Array.from({ length: ranges }, (_, index) => ({
    table: TABLE,
    from: Math.floor((index * rows) / ranges) + 1,
    to: Math.floor(((index + 1) * rows) / ranges),
  }));
}

const FOREIGN_SHARDS = `
  SELECT c.relname AS shard,
         (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'modulus (\\d+)'))[1]::int AS modulus,
         (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'remainder (\\d+)'))[1]::int AS remainder
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = '${TABLE}'::regclass AND c.relkind = 'f'`;

/** The foreign partitions by remainder; none for Citus and for a plain table. */
async function foreignShards(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ shard: string }>(`${FOREIGN_SHARDS} ORDER BY remainder`);
  return rows.map((row) => row.shard);
}

/** The shard of each value, as an index into {@link foreignShards}: PostgreSQL's own answer. */
async function shardsOfValues(
  client: ClientBase,
  values: readonly (string | number)[],
  type: 'text' | 'integer',
): Promise<number[]> {
  const { rows } = await client.query<{ remainder: number }>(
    `SELECT s.remainder
     FROM unnest($1::${type}[]) WITH ORDINALITY AS v(value, position)
     JOIN (${FOREIGN_SHARDS}) s
       ON satisfies_hash_partition('${TABLE}'::regclass, s.modulus, s.remainder, v.value)
     ORDER BY v.position`,
    [values],
  );
  return rows.map((row) => row.remainder);
}
