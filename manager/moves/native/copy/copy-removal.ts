import { updateMove, type MoveRecord } from '../move-record';
import type { MoveSessions } from '../move-sessions';
import { endReplication } from './shard-replication';
import type { ShardPlace } from '../whereabouts';
import { MOVES_SCHEMA } from '../worker-names';

/** Longest wait for a lock that others queue behind, ms. */
const SHORT_LOCK_MS = 300;

/** Removes the copy of a shard that nobody is served by; the source is as it was before. */
export async function undoCopy(
  sessions: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  const { source, target } = sessions;
  await endReplication(sessions, move);
  const { rows: marks } = await target.query<{ there: boolean }>(
    `SELECT to_regclass('${MOVES_SCHEMA}.arriving') IS NOT NULL AS there`,
  );
  if (marks[0]?.there === true) {
    // By its mark, never by its name alone.
    const { rows } = await target.query<{ table: string | null }>(
      `SELECT (SELECT oid::regclass::text FROM pg_class WHERE oid = a.shard) AS table
       FROM ${MOVES_SCHEMA}.arriving a WHERE move = $1`,
      [move.id],
    );
    for (const { table } of rows) {
      await target.query(
        `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS};
         ${table === null ? '' : `DROP TABLE ${table};`}
         DELETE FROM ${MOVES_SCHEMA}.arriving WHERE move = ${move.id}; COMMIT`,
      );
    }
  }
  if (!move.wholeRowsLogged) return;
  const { rowCount } = await source.query('SELECT FROM pg_class WHERE oid = to_regclass($1)', [
    place.table,
  ]);
  if (rowCount === 1) await source.query(`ALTER TABLE ${place.table} REPLICA IDENTITY DEFAULT`);
}

/** Removes what a move has left once the target serves: only its shard stays, as any other. */
export async function cleanUp(
  sessions: MoveSessions,
  move: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  const { coordinator, source, target } = sessions;
  await endReplication(sessions, move);
  await target.query(
    `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS};
     DROP TRIGGER IF EXISTS cluster_moves_refuse ON ${place.table};
     DELETE FROM ${MOVES_SCHEMA}.arriving WHERE move = ${move.id}; COMMIT`,
  );
  if (!move.differs) {
    await source.query(
      `BEGIN; SET LOCAL lock_timeout = ${SHORT_LOCK_MS}; DROP TABLE IF EXISTS ${place.aside}; COMMIT`,
    );
  }
  await updateMove(coordinator, move.id, { phase: 'done' });
}

/** Has the target refuse writes to the copy by way of its own table; a swap that failed may have let them in. */
export async function refuseWrites({ target }: MoveSessions, { id }: MoveRecord): Promise<void> {
  await target.query(
    `UPDATE ${MOVES_SCHEMA}.arriving SET closed = true WHERE move = $1 AND NOT closed`,
    [id],
  );
}
