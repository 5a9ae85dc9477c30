import { MANAGER_SESSION } from '../../manager/credentials';
import { SESSION_NAME, type NodeSession } from './node-session';
import type { NodeWaits } from '../../results/evidence-schema';

/** Sessions of one kind that wait for one thing, at one moment. */
export interface WaitSample {
  readonly origin: 'client' | 'cluster';
  readonly type: string;
  readonly event: string;
  readonly sessions: number;
}

/**
 * Sessions that work, and those that keep a transaction open; idle ones wait for their clients.
 * `cluster` are those that Citus or postgres_fdw opened from another node, known by their names.
 * Patroni and the manager are left out.
 */
const SAMPLE_SQL = `SELECT
    CASE WHEN application_name ~ '^(citus_|coordinator session )' THEN 'cluster' ELSE 'client' END
      AS origin,
    CASE WHEN state = 'active' THEN coalesce(wait_event_type, 'CPU') ELSE 'Transaction' END AS type,
    CASE WHEN state = 'active' THEN coalesce(wait_event, 'CPU') ELSE state END AS event,
    count(*)::integer AS sessions
  FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend'
    AND (state = 'active' OR state LIKE 'idle in transaction%')
    AND application_name <> '${SESSION_NAME}'
    AND application_name NOT LIKE ALL (ARRAY['Patroni%', '${MANAGER_SESSION}%'])
  GROUP BY 1, 2, 3`;

/** What a node's sessions wait for right now. */
export function sampleWaits(session: NodeSession): Promise<WaitSample[]> {
  return session.query({ name: 'waits', text: SAMPLE_SQL });
}

/** A node's samples as mean numbers of sessions, most first. */
export function summariseWaits(
  node: string,
  samples: readonly (readonly WaitSample[])[],
): NodeWaits {
  const sums = new Map<string, { origin: WaitSample['origin']; type: string; event: string }>();
  const counts = new Map<string, number>();
  for (const { origin, type, event, sessions } of samples.flat()) {
    const key = `${origin}/${type}/${event}`;
    sums.set(key, { origin, type, event });
    counts.set(key, (counts.get(key) ?? 0) + sessions);
  }
  return {
    node,
    samples: samples.length,
    events: [...sums]
      .map(([key, what]) => ({
        ...what,
        sessions: Math.round((1000 * (counts.get(key) ?? 0)) / samples.length) / 1000,
      }))
      .sort((a, b) => b.sessions - a.sessions),
  };
}
