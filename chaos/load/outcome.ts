/**
 * What a client knows of an operation: `acked` the server said that it is done, `failed` it surely
 * was not done, `unknown` either may be true.
 */
export type OutcomeClass = 'acked' | 'failed' | 'unknown';

/** How one attempt of an operation ended. */
export interface Outcome {
  readonly class: OutcomeClass;
  /** Five characters; null where the server sent none. */
  readonly sqlstate: string | null;
  /** One line; empty for an acknowledgement. */
  readonly message: string;
}

/** A notice of the server, as the driver gives it. */
export interface Notice {
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
}

/** An attempt that took longer than the client waits. */
export class TimeLimitError extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
  }
}

/**
 * SQLSTATEs that end a statement without saying whether it was done: 08 the connection was lost (of
 * this session, or of the server's to another node), 57 the session was cancelled or the server shut
 * down, 58 the operating system failed, XX what Citus says where a worker hung up without a word,
 * 40003 by its definition. A worker may have committed before any of them reached the coordinator.
 */
const UNCERTAIN = /^(08|57|58|XX|40003)/;

/**
 * PostgreSQL commits on the primary first and then waits for its standby. A wait that is cancelled
 * is a success with a warning: the row is on the primary alone, and a failover loses it
 * (src/backend/replication/syncrep.c, SyncRepWaitForLSN).
 */
const WAIT_CANCELLED = /cancell?ing (the )?wait for synchronous replication/i;
const COMMITTED_LOCALLY = /already committed locally/i;

/** Whether a notice says that a commit did not wait for its standby. */
export function isLocalCommit({ message = '', detail = '' }: Notice): boolean {
  return WAIT_CANCELLED.test(message) || COMMITTED_LOCALLY.test(detail);
}

/** The outcome of an attempt that the server called a success. */
export function classifySuccess(notices: readonly Notice[]): Outcome {
  const local = notices.find(isLocalCommit);
  return local === undefined
    ? { class: 'acked', sqlstate: null, message: '' }
    : { class: 'unknown', sqlstate: null, message: local.message ?? 'committed locally' };
}

/**
 * The outcome of an attempt that ended with an error.
 *
 * @param sent whether any of the statement may have reached the server
 */
export function classifyError(error: unknown, sent: boolean): Outcome {
  const { code, message } = error as { code?: unknown; message?: string };
  const sqlstate = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
  // Names such as EPIPE are five characters too, but come from the network.
  const fromServer = sqlstate !== null && 'severity' in (error as object);
  const certain = !sent || (fromServer && !UNCERTAIN.test(sqlstate));
  return {
    class: certain ? 'failed' : 'unknown',
    sqlstate: fromServer ? sqlstate : null,
    message: (message || (typeof code === 'string' ? code : String(error))).split('\n', 1)[0] ?? '',
  };
}
