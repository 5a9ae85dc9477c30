import type { NodeSession } from './node-session';
import type { NodeWal } from '../../results/evidence-schema';

/** What a node has written ahead and checkpointed so far. */
export interface WalCounters {
  /** Position in the log, bytes; of what was replayed on a standby. */
  readonly position: number;
  readonly in_recovery: boolean;
  readonly records: number;
  readonly full_pages: number;
  readonly checkpoints_timed: number;
  readonly checkpoints_requested: number;
  readonly checkpoint_buffers: number;
}

/** How far a primary's standbys are behind: the farthest one's figures. */
export interface LagSample {
  /** Whether the node is a standby itself; it then has no figures. */
  readonly in_recovery: boolean;
  readonly bytes: number | null;
  readonly ms: number | null;
}

/** PostgreSQL 17 moved checkpoints to a view of their own. */
const CHECKPOINTS = {
  before17: `SELECT checkpoints_timed AS timed, checkpoints_req AS requested,
    buffers_checkpoint AS buffers FROM pg_stat_bgwriter`,
  since17: `SELECT num_timed AS timed, num_requested AS requested, buffers_written AS buffers
    FROM pg_stat_checkpointer`,
};

function countersSql(version: number): string {
  return `SELECT pg_is_in_recovery() AS in_recovery,
      pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_lsn() END, '0/0')::float8 AS position,
      w.wal_records::float8 AS records, w.wal_fpi::float8 AS full_pages,
      c.timed::float8 AS checkpoints_timed, c.requested::float8 AS checkpoints_requested,
      c.buffers::float8 AS checkpoint_buffers
    FROM pg_stat_wal w, (${version >= 170_000 ? CHECKPOINTS.since17 : CHECKPOINTS.before17}) c`;
}

/** Reads a node's counters. */
export async function readWal(session: NodeSession): Promise<WalCounters> {
  const [server] = await session.query<{ version: number }>({
    text: "SELECT current_setting('server_version_num')::integer AS version",
  });
  const [counters] = await session.query<WalCounters>({ text: countersSql(server?.version ?? 0) });
  if (counters === undefined) throw new Error('it gave no row');
  return counters;
}

/** Whether a node is primary, and how far its standbys are behind: by its own log, and by their reports. */
export async function sampleLag(session: NodeSession): Promise<LagSample> {
  const [lag] = await session.query<LagSample>({
    name: 'lag',
    text: `SELECT pg_is_in_recovery() AS in_recovery,
      CASE WHEN NOT pg_is_in_recovery()
        THEN max(greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)))::float8 END AS bytes,
      (1000 * max(extract(epoch FROM replay_lag)))::float8 AS ms
    FROM pg_stat_replication WHERE state IN ('streaming', 'catchup')`,
  });
  if (lag === undefined) throw new Error('it gave no row');
  return lag;
}

/** A node's log and checkpoints between two readings, and its largest lag over the samples. */
export function walDifference(
  node: string,
  before: WalCounters,
  after: WalCounters,
  lag: readonly LagSample[],
): NodeWal {
  // Statistics that fell were reset by a crash; the position in the log never falls by itself.
  const since = (name: Exclude<keyof WalCounters, 'in_recovery'>): number =>
    Math.round(after[name] >= before[name] ? after[name] - before[name] : after[name]);
  const most = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const lagMs = most(lag.map(({ ms }) => ms));
  return {
    node,
    wal_bytes: Math.round(Math.max(0, after.position - before.position)),
    wal_records: since('records'),
    wal_full_pages: since('full_pages'),
    checkpoints_timed: since('checkpoints_timed'),
    checkpoints_requested: since('checkpoints_requested'),
    checkpoint_buffers: since('checkpoint_buffers'),
    replication_lag_bytes_max: most(lag.map(({ bytes }) => bytes)),
    replication_lag_ms_max: lagMs === null ? null : Math.round(lagMs * 10) / 10,
  };
}
