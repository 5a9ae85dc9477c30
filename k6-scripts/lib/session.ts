import type { OpenArrivals } from './arrivals';
import type { Parameter } from './operation';

/** One virtual user's session with the database. It connects with its first statement. */
export interface Session {
  /**
   * When the last statement was sent and when its result had been received completely, or it had
   * failed: time of the run, ms with fractions, monotonic. A place rather than a result, because a
   * new object would cost k6's JavaScript engine more than it costs to send a statement.
   */
  readonly times: Float64Array;
  /**
   * Runs a statement. Its result is received and counted, not decoded: that would cost the machine
   * that is measured several times what it takes to send it.
   *
   * @returns the number of rows it returned or changed; throws the driver's error
   */
  execute(sql: string, parameters: readonly Parameter[]): number;
  /** Gives the connection up; the next statement makes another. */
  close(): void;
}

/**
 * Makes a session.
 *
 * @param dsn the driver's connection string
 * @param statementTimeoutMs a statement that takes longer is given up and throws
 */
export type OpenSession = (dsn: string, statementTimeoutMs: number) => Session;

/** What the k6 at hand offers to the engine. */
export interface Driver {
  readonly openSession: OpenSession;
  /**
   * Arrivals that wait for a free virtual user. Without it the open model is k6's own, which drops
   * an arrival that finds none.
   */
  readonly openArrivals?: OpenArrivals;
}

/** Sessions that connect for each statement and hang up after it; the time counts the connecting. */
export function connectingEachTime(openSession: OpenSession): OpenSession {
  return (dsn, statementTimeoutMs) => {
    const { times, execute, close } = openSession(dsn, statementTimeoutMs);
    return {
      times,
      execute: (sql, parameters) => {
        try {
          return execute(sql, parameters);
        } finally {
          close();
        }
      },
      close,
    };
  };
}
