import type { Client } from 'pg';
import type { NodePlan } from '../../topology/plan';
import { forEachAtOnce } from '../at-once';
import { MANAGER_SESSION, type Credentials } from '../credentials';
import { log } from '../log';
import { withSession } from '../sessions/sessions';
import { LOCK_KEY } from './acting-lock';

/** Longest wait for a node's answer, ms. */
const ANSWER_LIMIT_MS = 2000;

/** Ends the sessions of a name, and of the manager that holds the lock. No other than managers' ones. */
const END = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name LIKE '${MANAGER_SESSION}%' AND pid <> pg_backend_pid()
    AND (application_name = $1 OR pid IN (
      SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND (classid::bigint << 32 | objid::bigint) = ${LOCK_KEY}))`;

/**
 * Ends what a manager that acted before has open on a node: it may have been paused in the middle of
 * something, and its host may be gone without a word, so that PostgreSQL would keep its sessions and
 * their locks for a minute.
 *
 * @param former name of its sessions; undefined where only the lock tells
 */
export async function endFormerSessions(client: Client, former: string | undefined): Promise<void> {
  const { rowCount } = await client.query(END, [former ?? null]);
  if ((rowCount ?? 0) === 0) return;
  log('warn', 'ended sessions of the manager that acted before', {
    ...{ former, node: client.host, sessions: rowCount },
  });
}

/** The same on several nodes; on one that does not answer they end by themselves, within a minute. */
export async function endFormerSessionsOn(
  nodes: readonly NodePlan[],
  former: string,
  credentials: Credentials,
): Promise<void> {
  const end = (client: Client): Promise<void> => endFormerSessions(client, former);
  await forEachAtOnce(nodes, (node) =>
    withSession(node, credentials, 'postgres', end, ANSWER_LIMIT_MS).catch(() => undefined),
  );
}
