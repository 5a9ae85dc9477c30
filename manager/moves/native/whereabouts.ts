import { escapeIdentifier } from 'pg';
import type { MoveRecord } from './move-record';
import type { MoveSessions } from './move-sessions';
import { MOVES_SCHEMA, preparedPrefix, replicationName } from './worker-names';

/** Where a shard that moves is, by the catalogues of those who know. */
export interface Whereabouts {
  /** Worker group that the coordinator has it served by; undefined where the shard was dropped. */
  readonly served: number | undefined;
  /** Names of transactions that are prepared on the source to close its shard. */
  readonly prepared: readonly string[];
  /** The source's shard: in its place, put aside and closed for writes, or nowhere. */
  readonly source: 'open' | 'aside' | 'gone';
  /** What the copy is made of and made by. */
  readonly copy: CopyState;
}

/** What there is of a copy. */
export interface CopyState {
  readonly sourceTimeline: string;
  readonly targetTimeline: string;
  /** Of the source's shard; null where it is not open. */
  readonly structure: string | null;
  readonly hasSlot: boolean;
  readonly hasSubscription: boolean;
  /** Whether the target has the shard, marked as this move's. */
  readonly hasTarget: boolean;
}

/** What a run of a move does next. */
export type MoveStep =
  /** The swap was committed, and the source is closed by its prepared transaction. */
  | 'commit prepared'
  /** The swap was not committed: the source's shard is open again. */
  | 'roll back prepared'
  /** The target serves, and the source's shard was left open. */
  | 'close source'
  /** The target serves: what is left of the move goes. */
  | 'clean up'
  /** The source is closed and the target complete, but the coordinator does not know it. */
  | 'finish swap'
  /** What there is of the copy goes, and with it the move, or it begins anew. */
  | 'undo'
  /** The copy goes on. */
  | 'copy'
  /** Nobody knows where the shard is. */
  | 'ask for help';

/**
 * Decides what is to be done by what is there, and nothing that anybody remembers: a run that was cut
 * off anywhere leaves one of these. A source that is closed is never opened again and a target that
 * serves never left, as writes may have been acknowledged there; before that, nothing but the source
 * has ever been read or written.
 */
export function nextStep(
  move: MoveRecord,
  { served, prepared, source, copy }: Whereabouts,
): MoveStep {
  const isServedByTarget = served === move.to;
  if (prepared.length > 0) return isServedByTarget ? 'commit prepared' : 'roll back prepared';
  if (served === undefined) return 'undo';
  if (isServedByTarget) return source === 'open' ? 'close source' : 'clean up';
  if (served !== move.from) return 'undo';
  if (source === 'aside') return copy.hasTarget ? 'finish swap' : 'ask for help';
  if (source === 'gone') return 'ask for help';
  if (move.unwanted) return 'undo';
  return move.phase === 'waiting' || isIntact(move, copy) ? 'copy' : 'undo';
}

/**
 * Whether a copy that was begun can go on. A primary that took over knows no slot, and a target that
 * did may lack what it had acknowledged.
 */
function isIntact(move: MoveRecord, copy: CopyState): boolean {
  return (
    copy.hasSlot &&
    copy.hasSubscription &&
    copy.hasTarget &&
    copy.sourceTimeline === move.sourceTimeline &&
    copy.targetTimeline === move.targetTimeline &&
    copy.structure === move.structure
  );
}

/** The foreign table's server and the shard's name on workers. */
const SERVED = `
  SELECT substring(s.srvname FROM '^worker_([0-9]+)$')::integer AS group,
    coalesce(o.schema, n.nspname) AS schema, coalesce(o.name, c.relname) AS name
  FROM pg_foreign_table t
  JOIN pg_class c ON c.oid = t.ftrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_foreign_server s ON s.oid = t.ftserver,
  LATERAL (
    SELECT max(option_value) FILTER (WHERE option_name = 'schema_name') AS schema,
      max(option_value) FILTER (WHERE option_name = 'table_name') AS name
    FROM pg_options_to_table(t.ftoptions)) o
  WHERE t.ftrelid = $1::oid`;

/** The timeline that a primary writes: another one after each change of primary. */
const TIMELINE = `substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)`;

/**
 * Changes with whatever a copy of a shard has to be made anew for.
 *
 * @param table a `regclass` in SQL
 */
export function structureOf(table: string): string {
  return `
    (SELECT md5(concat_ws('|', c.relowner, c.relacl, c.reloptions, c.relrowsecurity,
      (SELECT string_agg(concat_ws(' ', attname, atttypid, atttypmod, attnotnull, attacl, attstorage), ',' ORDER BY attnum)
       FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
      (SELECT string_agg(pg_get_indexdef(indexrelid) || indisvalid, ',' ORDER BY indexrelid)
       FROM pg_index WHERE indrelid = c.oid),
      (SELECT string_agg(conname || pg_get_constraintdef(oid), ',' ORDER BY oid)
       FROM pg_constraint WHERE conrelid = c.oid),
      (SELECT string_agg(pg_get_triggerdef(oid), ',' ORDER BY oid)
       FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal)))
     FROM pg_class c WHERE c.oid = ${table})`;
}

const SOURCE = `
  SELECT ${TIMELINE} AS timeline, ${structureOf('to_regclass($1)')} AS structure,
    to_regclass($1) IS NOT NULL AS open, to_regclass($2) IS NOT NULL AS aside,
    EXISTS (SELECT FROM pg_replication_slots
      WHERE slot_name = $3 AND wal_status IS DISTINCT FROM 'lost') AS slot,
    ARRAY(SELECT gid FROM pg_prepared_xacts
          WHERE starts_with(gid, $4) AND database = current_database()) AS prepared`;

const TARGET = `
  SELECT ${TIMELINE} AS timeline,
    EXISTS (SELECT FROM pg_subscription WHERE subname = $1) AS subscription,
    to_regclass('${MOVES_SCHEMA}.arriving') IS NOT NULL AS prepared`;

const ARRIVING = `
  SELECT FROM ${MOVES_SCHEMA}.arriving WHERE move = $1 AND shard = to_regclass($2)::oid`;

/** A shard's place: its name on workers, and the name that it has there once it is put aside. */
export interface ShardPlace {
  /** Both with their schemas, quoted. */
  readonly table: string;
  readonly aside: string;
  readonly schema: string;
  readonly name: string;
}

/** Where the shard of a move is on workers; undefined where the coordinator knows it no more. */
async function readPlace(
  { coordinator }: MoveSessions,
  { id, shard }: MoveRecord,
): Promise<{ place: ShardPlace; group: number | null } | undefined> {
  const { rows } = await coordinator.query<{ group: number | null; schema: string; name: string }>(
    SERVED,
    [shard],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { schema, name, group } = row;
  const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
  return { place: { schema, name, table, aside: `${MOVES_SCHEMA}.move_${id}` }, group };
}

/** Reads where the shard of a move is. */
export async function readWhereabouts(
  sessions: MoveSessions,
  move: MoveRecord,
): Promise<{ readonly whereabouts: Whereabouts; readonly place: ShardPlace }> {
  const known = await readPlace(sessions, move);
  // A shard that was dropped on the coordinator had this name.
  const place = known?.place ?? {
    schema: '',
    name: '',
    table: move.shardName,
    aside: `${MOVES_SCHEMA}.move_${move.id}`,
  };
  const name = replicationName(move.id);
  const { rows: sources } = await sessions.source.query<{
    timeline: string;
    structure: string | null;
    open: boolean;
    aside: boolean;
    slot: boolean;
    prepared: string[];
  }>(SOURCE, [place.table, place.aside, name, preparedPrefix(move.id)]);
  const { rows: targets } = await sessions.target.query<{
    timeline: string;
    subscription: boolean;
    prepared: boolean;
  }>(TARGET, [name]);
  const [source] = sources;
  const [target] = targets;
  if (source === undefined || target === undefined) throw new Error('a worker answers nothing');
  const arriving = target.prepared
    ? await sessions.target.query(ARRIVING, [move.id, place.table])
    : undefined;
  return {
    place,
    whereabouts: {
      // A server of another name is somebody else's, and no group's.
      served: known === undefined ? undefined : (known.group ?? -1),
      prepared: source.prepared,
      source: source.aside ? 'aside' : source.open ? 'open' : 'gone',
      copy: {
        sourceTimeline: source.timeline,
        targetTimeline: target.timeline,
        structure: source.structure,
        hasSlot: source.slot,
        hasSubscription: target.subscription,
        hasTarget: (arriving?.rowCount ?? 0) > 0,
      },
    },
  };
}
