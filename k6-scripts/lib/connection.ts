import sql, { type Database } from 'k6/x/sql';
import driver from 'k6/x/sql/driver/postgres';
import type { Parameter, Statement } from './operation';

/** One virtual user's session with the database, opened when it is first used. */
export class Connection {
  private session: Session | undefined;
  private readonly timeout: string;

  /**
   * @param dsn the driver's connection string
   * @param statementTimeoutMs a statement that takes longer is given up and throws
   */
  constructor(
    private readonly dsn: string,
    statementTimeoutMs: number,
  ) {
    this.timeout = `${statementTimeoutMs}ms`;
  }

  /** Runs a query. @returns the number of rows; throws the driver's error */
  query({ sql: text, parameters }: Statement): number {
    const { query } = (this.session ??= openSession(this.dsn));
    return call(query, this.timeout, text, parameters).length;
  }

  /** Runs a statement without a result. @returns the number of rows it changed; throws */
  execute({ sql: text, parameters }: Statement): number {
    const { execute } = (this.session ??= openSession(this.dsn));
    return call(execute, this.timeout, text, parameters).rowsAffected();
  }

  /** Gives the session up; the next statement opens another. */
  close(): void {
    const { session } = this;
    this.session = undefined;
    session?.database.close();
  }
}

interface Session {
  readonly database: Database;
  readonly query: Database['queryWithTimeout'];
  readonly execute: Database['execWithTimeout'];
}

function openSession(dsn: string): Session {
  // One session a user: a pool would hide a lost session behind another.
  const database = sql.open(driver, dsn, { max_open_conns: 1, max_idle_conns: 1 });
  // The functions are bound to the database; looking them up costs more than a short statement.
  return { database, query: database.queryWithTimeout, execute: database.execWithTimeout };
}

/**
 * `send(timeout, text, ...parameters)`. Spreading costs k6's JavaScript engine about 5 µs, a tenth of
 * what a short statement costs in all, so that few parameters are passed one by one.
 */
function call<T>(
  send: (timeout: string, text: string, ...parameters: readonly Parameter[]) => T,
  timeout: string,
  text: string,
  p: readonly Parameter[],
): T {
  switch (p.length) {
    case 0:
      return send(timeout, text);
    case 1:
      return send(timeout, text, p[0] as Parameter);
    case 2:
      return send(timeout, text, p[0] as Parameter, p[1] as Parameter);
    case 3:
      return send(timeout, text, p[0] as Parameter, p[1] as Parameter, p[2] as Parameter);
    default:
      return send(timeout, text, ...p);
  }
}
