import type { ClientBase } from 'pg';
import { formatBytes } from '../../../words/bytes';
import type { ShardFact } from './mover-facts';
import type { PlannedMove } from './plan-moves';

/** Room that stays free on a target, bytes, beside as much as shards take. */
const ROOM = 256 * 1024 * 1024;

/** Why a shard can't move. */
export class ShardStays extends Error {}

const SHARD = `
  SELECT c.relkind AS kind, c.relpersistence AS persistence, c.relispartition AS partition,
    c.relrowsecurity AS secured, current_setting('wal_level') AS "walLevel",
    current_setting('max_prepared_transactions')::integer AS prepared,
    current_setting('max_replication_slots')::integer -
      (SELECT count(*) FROM pg_replication_slots)::integer AS slots,
    CASE c.relreplident
      WHEN 'f' THEN true
      WHEN 'd' THEN EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary AND indisvalid)
      WHEN 'i' THEN true ELSE false END AS identified,
    (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
     WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns
  FROM pg_class c WHERE c.oid = to_regclass($1)`;

/**
 * Whether a shard has to log whole rows, because no key tells them apart.
 *
 * @param source a session on its worker
 * @throws ShardStays saying what keeps it where it is
 */
export async function hasToLogRows(source: ClientBase, table: string): Promise<boolean> {
  const { rows } = await source.query<{
    kind: string;
    persistence: string;
    partition: boolean;
    walLevel: string;
    prepared: number;
    slots: number;
    identified: boolean;
    columns: string;
  }>(SHARD, [table]);
  const [shard] = rows;
  if (shard === undefined) throw new Error('the shard is not there');
  if (shard.walLevel !== 'logical' || shard.prepared === 0) {
    throw new Error('its worker has to restart first, with wal_level = logical');
  }
  if (shard.slots < 2) throw new Error('its worker has no replication slot left');
  if (shard.kind !== 'r') throw new ShardStays('the shard is no plain table on its worker');
  if (!shard.partition)
    throw new ShardStays(`CALL cluster.attach_shards(…) has not been run for its table`);
  if (shard.persistence !== 'p')
    throw new ShardStays('the shard is unlogged, and can not be replicated');
  if (shard.identified) return false;
  // Where no key tells rows apart, the values of all columns have to.
  await source
    .query(`SELECT FROM ${table} GROUP BY ${shard.columns} LIMIT 0`)
    .catch((error: unknown) => {
      throw new ShardStays(
        `it has no primary key, and its rows can not be compared: ${(error as Error).message}`,
      );
    });
  return true;
}

/**
 * Adds the tables of planned moves that can't move, each with its first shard's reason: the others have
 * the same one.
 *
 * @param sources sessions on workers by their groups
 */
export async function addImmovable(
  told: Map<string, string>,
  shards: readonly ShardFact[],
  moves: readonly PlannedMove[],
  sources: ReadonlyMap<number, ClientBase>,
): Promise<void> {
  for (const { table, shard, group } of moves) {
    const source = sources.get(group);
    const remote = shards.find((one) => one.shard === shard)?.remote;
    if (source === undefined || remote === undefined || told.has(table)) continue;
    await hasToLogRows(source, remote).catch((error: unknown) => {
      if (!(error instanceof ShardStays)) throw error;
      told.set(table, `${shard} can't move: ${error.message}`);
    });
  }
}

/** Bytes that are free where a server keeps its data. */
export async function readFreeBytes(client: ClientBase): Promise<number> {
  await client.query('CREATE TEMPORARY TABLE IF NOT EXISTS room (bytes text)');
  await client.query('TRUNCATE pg_temp.room');
  // The server's working directory is that of its data.
  await client.query(`COPY pg_temp.room FROM PROGRAM 'df -B1 --output=avail . | tail -1'`);
  const { rows } = await client.query<{ free: number }>(
    'SELECT trim(bytes)::float8 AS free FROM pg_temp.room',
  );
  await client.query('DROP TABLE pg_temp.room');
  return rows[0]?.free ?? 0;
}

/** Why a worker has no room for shards; undefined where it has. */
export function roomObstacle(worker: string, free: number, shards: number): string | undefined {
  if (free >= shards + ROOM) return undefined;
  return `${worker} has ${formatBytes(free)} left, and the shards take ${formatBytes(shards)}, beside ${formatBytes(ROOM)} that stay free`;
}
