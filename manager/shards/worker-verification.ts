import type { Client } from 'pg';
import type { ShardCopies } from './worker-decision';

/** How often copies are compared while writes go on, before these are held back for it. */
const FREE_TRIES = 2;

/** PostgreSQL's number of the mode EXCLUSIVE, which every write to a replicated shard excludes. */
const EXCLUSIVE_LOCK = 7;

/**
 * Whether the placements of a shard hold the same rows: their number, and the sum of the rows'
 * hashes. Writes that are under way make them differ for a moment; a difference that persists is
 * looked at once more while writes wait.
 *
 * @param coordinator a session on the coordinator primary
 * @param holders a session on each worker that has a placement
 */
export async function sameContent(
  coordinator: Client,
  holders: readonly Client[],
  shard: ShardCopies,
): Promise<boolean> {
  for (let tries = 0; tries < FREE_TRIES; tries += 1) {
    if (await isEqual(holders, shard)) return true;
  }
  await coordinator.query('BEGIN');
  try {
    await coordinator.query('SELECT lock_shard_resources($1, $2::bigint[])', [
      EXCLUSIVE_LOCK,
      shard.shardIds,
    ]);
    return await isEqual(holders, shard);
  } finally {
    await coordinator.query('ROLLBACK');
  }
}

async function isEqual(holders: readonly Client[], shard: ShardCopies): Promise<boolean> {
  const sums = shard.names.map(
    (name) =>
      `SELECT count(*) AS n, sum(hashtextextended(t::text, 0)::numeric) AS h FROM ${name} t`,
  );
  const sql = `SELECT string_agg(n || ':' || coalesce(h, 0), ',') AS sum FROM (${sums.join(' UNION ALL ')}) s`;
  const answers = await Promise.all(holders.map((client) => client.query<{ sum: string }>(sql)));
  return new Set(answers.map(({ rows }) => rows[0]?.sum)).size === 1;
}
