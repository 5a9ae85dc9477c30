/** The part of the xk6-sql module that the engine uses. */
declare module 'k6/x/sql' {
  export interface Options {
    readonly max_open_conns?: number;
    readonly max_idle_conns?: number;
  }

  export interface Result {
    rowsAffected(): number;
  }

  /** A pool of connections. Its functions block the virtual user and throw the driver's errors. */
  export interface Database {
    /** @param timeout a duration such as `500ms` */
    execWithTimeout(
      timeout: string,
      query: string,
      ...parameters: readonly (string | number | null)[]
    ): Result;
    close(): void;
  }

  const sql: {
    open(driver: symbol, connectionString: string, options?: Options): Database;
  };
  export default sql;
}

/** The driver's identifier, for `sql.open`. */
declare module 'k6/x/sql/driver/postgres' {
  const driver: symbol;
  export default driver;
}

/** The module of this project's own k6. */
declare module 'k6/x/pgx' {
  export interface Session {
    /** Two numbers of 64 bits: when the last statement started and ended, ms of the run. */
    readonly times: ArrayBuffer;
    /** Blocks the virtual user; throws the driver's error. @returns rows returned or changed */
    execute(sql: string, parameters: readonly (string | number | null)[]): number;
    close(): void;
  }

  /** @param timeoutMs of each statement */
  export function open(connectionString: string, timeoutMs: number): Session;

  /** @returns what waits for the next arrival, as `next` in arrivals.ts */
  export function arrivals(
    ratePerS: number,
    endMs: number,
    part: number,
    parts: number,
  ): () => number;
}
