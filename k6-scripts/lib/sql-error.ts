/** What kind of trouble an error is, for counting. */
export type ErrorClass =
  /** No connection, or it was lost: SQLSTATE 08…, 57P…, or an error of the network. */
  | 'connection'
  /** The node takes no writes (25006): a standby, or a primary that was demoted. */
  | 'read_only'
  /** A serialization failure or a deadlock (40…): trying again may succeed. */
  | 'retryable'
  /** The statement took too long: 57014, or the client's own limit. */
  | 'timeout'
  /** The server is out of connections, memory or disk (53…). */
  | 'resources'
  /** The statement succeeded with a number of rows that can't be right. */
  | 'wrong_rows'
  /** Any other answer of the server, e.g. a missing table. */
  | 'statement';

/** An error as it is counted. */
export interface ClassifiedError {
  readonly errorClass: ErrorClass;
  /** Five characters; null where the server sent none. */
  readonly sqlstate: string | null;
}

const BY_SQLSTATE: readonly (readonly [prefix: string, errorClass: ErrorClass])[] = [
  ['57014', 'timeout'],
  ['25006', 'read_only'],
  ['57P', 'connection'],
  ['08', 'connection'],
  ['40', 'retryable'],
  ['53', 'resources'],
];

/**
 * Classifies an error by the SQLSTATE in its text; without one it is a timeout where the text says
 * so, else trouble with the connection.
 *
 * @param message the text of the driver's error
 */
export function classifyError(message: string): ClassifiedError {
  const sqlstate = /\(?SQLSTATE ([0-9A-Z]{5})\)?/.exec(message)?.[1] ?? null;
  if (sqlstate === null) {
    // By the operating system's word it is the connection that timed out, and no statement.
    const late = /^(?!.*connection timed out).*(deadline exceeded|timeout|timed out)/is.test(
      message,
    );
    return { errorClass: late ? 'timeout' : 'connection', sqlstate };
  }
  const known = BY_SQLSTATE.find(([prefix]) => sqlstate.startsWith(prefix));
  return { errorClass: known?.[1] ?? 'statement', sqlstate };
}

/**
 * What an error is called where its own text may quote a value that was sent: servers do so in many messages
 * (`invalid input syntax for type integer: "…"`), functions of users in any, and drivers before they send.
 */
export function textWithoutValues({ errorClass, sqlstate }: ClassifiedError): string {
  return sqlstate === null ? `${errorClass}, without an SQLSTATE` : `SQLSTATE ${sqlstate}`;
}

/** Whether the session should be given up after such an error, so that the next one starts fresh. */
export function needsNewConnection(errorClass: ErrorClass): boolean {
  return errorClass === 'connection' || errorClass === 'read_only' || errorClass === 'timeout';
}
