import type { ClientBase } from 'pg';
import type { MovePhase } from '../moves-status';
import type { PlannedMove } from './plan-moves';

/** A move as the coordinator's table has it (sql/native/120-shard-moves.sql). */
export interface MoveRecord {
  readonly id: number;
  /** The coordinator's foreign table, which stays the same one. */
  readonly shard: number;
  /** Names as SQL writes them. */
  readonly shardName: string;
  readonly tableName: string;
  readonly from: number;
  readonly to: number;
  readonly phase: MovePhase | 'done' | 'given up';
  /** Whether it is to be undone, unless the target serves the shard already. */
  readonly unwanted: boolean;
  /** Whether the time for another try has not come. */
  readonly resting: boolean;
  /** Since it was begun, s; null before, and of those that ended. */
  readonly seconds: number | null;
  readonly bytes: number | null;
  readonly bytesCopied: number | null;
  readonly retries: number;
  readonly message: string | null;
  readonly pauseMs: number | null;
  readonly sourceTimeline: string | null;
  readonly targetTimeline: string | null;
  readonly structure: string | null;
  readonly wholeRowsLogged: boolean;
  /** Whether the rows at both ends were others at the swap: the source's are kept. */
  readonly differs: boolean;
}

const COLUMNS = `
  id, shard, shard_name AS "shardName", table_name AS "tableName",
  from_group AS "from", to_group AS "to", phase, unwanted, not_before > now() AS resting,
  CASE WHEN ended_at IS NULL THEN extract(epoch FROM now() - begun_at) END::float8 AS seconds,
  bytes::float8 AS bytes, bytes_copied::float8 AS "bytesCopied", retries, message,
  pause_ms AS "pauseMs", source_timeline AS "sourceTimeline", target_timeline AS "targetTimeline",
  structure, whole_rows_logged AS "wholeRowsLogged", differs`;

/** The moves of the rebalance under way, or of the last one, in their order. */
export async function readMoves(client: ClientBase): Promise<MoveRecord[]> {
  const { rows } = await client.query<MoveRecord>(
    `SELECT ${COLUMNS} FROM cluster.shard_moves ORDER BY id`,
  );
  return rows;
}

/** One move as it is once nobody is in the middle of a swap of it; undefined where it is no more. */
export async function readMove(client: ClientBase, id: number): Promise<MoveRecord | undefined> {
  const { rows } = await client.query<MoveRecord>(
    `SELECT ${COLUMNS} FROM cluster.shard_moves WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0];
}

/** Whether a move needs nothing more. */
export function isOver({ phase }: Pick<MoveRecord, 'phase'>): boolean {
  return phase === 'done' || phase === 'given up';
}

/** Columns that a run of a move sets, by their names here. */
const SETTABLE = {
  phase: 'phase',
  bytes: 'bytes',
  bytesCopied: 'bytes_copied',
  message: 'message',
  sourceTimeline: 'source_timeline',
  targetTimeline: 'target_timeline',
  structure: 'structure',
  wholeRowsLogged: 'whole_rows_logged',
  differs: 'differs',
} as const;

/** Sets columns of a move. */
export async function updateMove(
  client: ClientBase,
  id: number,
  values: Partial<Pick<MoveRecord, keyof typeof SETTABLE>>,
): Promise<void> {
  const set = Object.keys(values).map(
    (name, i) => `${SETTABLE[name as keyof typeof SETTABLE]} = $${i + 2}`,
  );
  if (values.phase === 'copying') set.push('begun_at = coalesce(begun_at, now())');
  if (values.phase === 'done' || values.phase === 'given up') set.push('ended_at = now()');
  await client.query(`UPDATE cluster.shard_moves SET ${set.join(', ')} WHERE id = $1`, [
    id,
    ...Object.values(values),
  ]);
}

/** Longest wait before another try, s. */
const LONGEST_REST_S = 30;

/** Notes a failure, and when the next try is due: after 1 s, then twice as long each time. */
export async function noteFailure(client: ClientBase, id: number, message: string): Promise<void> {
  await client.query(
    `UPDATE cluster.shard_moves SET message = $2, retries = retries + 1,
       not_before = clock_timestamp() + least(power(2, least(retries, 10)), ${LONGEST_REST_S}) * interval '1 s'
     WHERE id = $1`,
    [id, message],
  );
}

/** Makes moves the next ones in place of those of the last rebalance, which are over. */
export async function insertMoves(
  client: ClientBase,
  moves: readonly (PlannedMove & { readonly oid: number })[],
): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(
      `DELETE FROM cluster.shard_moves WHERE phase IN ('done', 'given up') AND NOT differs`,
    );
    await client.query(
      `UPDATE cluster.rebalancing SET wish = 'as needed' WHERE wish = 'asked for'`,
    );
    for (const { oid, shard, table, group, to } of moves) {
      await client.query(
        `INSERT INTO cluster.shard_moves (shard, shard_name, table_name, from_group, to_group)
         VALUES ($1, $2, $3, $4, $5)`,
        [oid, shard, table, group, to],
      );
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
