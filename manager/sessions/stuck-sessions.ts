import type { ClientBase } from 'pg';

/** A session on the coordinator that waits for a worker. */
export interface WaitingSession {
  readonly pid: number;
  /** When its statement began; tells one statement of a session from its next. */
  readonly since: string;
}

/**
 * Those sessions that no living worker works for.
 *
 * @param served process ids by living worker; undefined where one did not answer
 * @returns undefined where a worker did not answer: it may be the one that they rightly wait for
 */
export function unservedSessions(
  waiting: readonly WaitingSession[],
  served: readonly (readonly number[] | undefined)[],
): WaitingSession[] | undefined {
  if (served.includes(undefined)) return undefined;
  const busy = new Set(served.flatMap((pids) => pids ?? []));
  return waiting.filter(({ pid }) => !busy.has(pid));
}

/** Those sessions that were in the same statement in the look before: they are stuck. */
export function stillThere(
  before: readonly WaitingSession[],
  now: readonly WaitingSession[],
): WaitingSession[] {
  return now.filter(({ pid, since }) =>
    before.some((other) => other.pid === pid && other.since === since),
  );
}

/** Ends sessions; what they were doing was never acknowledged. */
export async function endSessions(
  client: ClientBase,
  sessions: readonly WaitingSession[],
): Promise<void> {
  const pids = sessions.map(({ pid }) => pid);
  await client.query('SELECT pg_terminate_backend(pid) FROM unnest($1::integer[]) AS pid', [pids]);
}
