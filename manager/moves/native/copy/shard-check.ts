import type { Client } from 'pg';
import type { MoveRecord } from '../move-record';
import type { MoveSessions } from '../move-sessions';
import { BUILD_LIMIT_MS } from './schema-dump';
import type { ShardPlace } from '../whereabouts';

/** Rows of a shard, and a sum of what is in them that no order changes. */
interface Contents {
  readonly rows: string;
  readonly sum: string;
}

/** Rows that are others at the two ends of a move. */
export class ContentsDiffer extends Error {}

/**
 * Compares what the source had with what the target had at the moment of the swap.
 *
 * @throws ContentsDiffer where they do, which leaves the source's rows where they are
 */
export async function compareContents(
  { watch, snapshot, nodes }: MoveSessions,
  { shardName }: MoveRecord,
  { table, aside }: ShardPlace,
): Promise<void> {
  const [source, target] = await Promise.all([contents(watch, aside), contents(snapshot, table)]);
  await snapshot.query('ROLLBACK');
  if (source.rows === target.rows && source.sum === target.sum) return;
  throw new ContentsDiffer(
    `${shardName} had ${source.rows} rows on ${nodes.source.name} and ${target.rows} on ` +
      `${nodes.target.name}${source.rows === target.rows ? ', but others' : ''}: ` +
      `the former ones are kept there as ${aside}`,
  );
}

async function contents(client: Client, table: string): Promise<Contents> {
  const { rows } = await client.query<Contents>({
    text: `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text AS sum
           FROM ONLY ${table} t`,
    query_timeout: BUILD_LIMIT_MS,
  } as { text: string });
  return rows[0] ?? { rows: '0', sum: '0' };
}
