import type { ClientBase } from 'pg';
import { formatDuration } from '../words/duration';
import type { Engine } from '../topology/config/cluster-config';
import { LOADER } from './load-state';
import { TABLE } from './table';

/** A session, or a prepared transaction, that has a lock on the table, one of its shards or an index. */
export interface LockHolder {
  /** `worker-1-a`, or the foreign server's name; undefined for the session's own node. */
  readonly node?: string;
  /** Null for a prepared transaction, which has no session. */
  readonly pid: number | null;
  readonly user: string | null;
  readonly application: string | null;
  /** As PostgreSQL calls it, e.g. `idle in transaction`. */
  readonly state: string | null;
  /** When its transaction began, seconds since 1970. */
  readonly since: number | null;
  /** What it runs, or ran last; spaces folded. */
  readonly statement: string | null;
}

/** The holders on one node, oldest first, as JSON, so that it passes through `run_command_on_workers`. */
const HOLDERS = `
  SELECT coalesce(json_agg(h ORDER BY h.since), '[]')::text FROM (
    SELECT DISTINCT ON (l.virtualtransaction) l.pid, a.usename AS "user", a.application_name AS application,
      a.state, extract(epoch FROM a.xact_start)::float8 AS since,
      regexp_replace(left(a.query, 500), '\\s+', ' ', 'g') AS statement
    FROM pg_locks l
    JOIN pg_class c ON c.oid = l.relation
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'relation' AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND t.relname ~ '^${TABLE}(_[0-9]+)?$' AND l.pid IS DISTINCT FROM pg_backend_pid()
      AND a.application_name IS DISTINCT FROM '${LOADER}'
  ) h`;

/** The same question to every worker, by engine. */
const ON_WORKERS: Readonly<Record<Engine, string>> = {
  citus: 'SELECT nodename AS node, result FROM run_command_on_workers($1) WHERE success',
  native: `SELECT server AS node, result
    FROM cluster.workers, dblink(server, $1) AS t(result text) ORDER BY number`,
};

/**
 * Who has a lock on the table, on any node. Sessions that a node opened for another node's session
 * are told as that one, where it has a lock of its own.
 */
export async function findLockHolders(client: ClientBase, engine: Engine): Promise<LockHolder[]> {
  const own = await client.query<{ result: string }>(`SELECT (${HOLDERS}) AS result`);
  const others = await client.query<{ node: string; result: string }>(ON_WORKERS[engine], [
    HOLDERS,
  ]);
  const all = [...own.rows, ...others.rows].flatMap(({ result, ...where }) =>
    (JSON.parse(result) as LockHolder[]).map((holder) => ({ ...where, ...holder })),
  );
  return withoutInnerSessions(all);
}

/**
 * Leaves out the sessions of one node on another whose origin is among the holders too. Citus names
 * them by the origin's global process id, whose last ten digits are its pid; foreign servers by its
 * pid on the coordinator.
 */
export function withoutInnerSessions(holders: readonly LockHolder[]): LockHolder[] {
  const origins = new Set(holders.map(({ pid }) => pid));
  return holders.filter(({ application }) => {
    const inner = /^citus_\w+ gpid=(\d+)|^coordinator session (\d+)$/.exec(application ?? '');
    if (inner === null) return true;
    const origin =
      inner[1] === undefined ? Number(inner[2]) : Number(BigInt(inner[1]) % 10n ** 10n);
    return !origins.has(origin);
  });
}

/** Statements are told up to this length. */
const STATEMENT_LENGTH = 80;

/**
 * A holder in words: `pid 4711 (user app, psql) on worker-1-a, idle in transaction since 14:03:22 UTC
 * (2 min 10 s), last statement: SELECT …`.
 *
 * @param nowMs ms since 1970
 */
export function describeHolder(holder: LockHolder, nowMs: number): string {
  const { node, pid, user, application, state, since, statement } = holder;
  const place = node === undefined ? '' : ` on ${node}`;
  if (pid === null) return `a prepared transaction${place}`;
  const who = [`user ${user ?? 'unknown'}`, application || 'no application name'].join(', ');
  const begun =
    since === null
      ? ''
      : ` since ${new Date(since * 1000).toISOString().slice(11, 19)} UTC` +
        ` (${formatDuration(Math.max(0, nowMs - since * 1000))})`;
  const text = (statement ?? '').replace(/;?\s*$/, '');
  const shown = text.length > STATEMENT_LENGTH ? `${text.slice(0, STATEMENT_LENGTH - 1)}…` : text;
  const last = text === '' ? '' : `, ${state === 'active' ? '' : 'last '}statement: ${shown}`;
  return `pid ${pid} (${who})${place}, ${state ?? 'in a transaction'}${begun}${last}`;
}

/** The oldest holders in words, and how many more there are. */
export function describeHolders(holders: readonly LockHolder[], nowMs: number): string {
  if (holders.length === 0) return 'a session that has ended since';
  const oldest = [...holders].sort((one, other) => (one.since ?? 0) - (other.since ?? 0));
  const told = oldest.slice(0, 3).map((holder) => describeHolder(holder, nowMs));
  const more = holders.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
