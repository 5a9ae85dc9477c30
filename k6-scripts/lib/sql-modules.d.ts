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
    queryWithTimeout(
      timeout: string,
      query: string,
      ...parameters: readonly (string | number)[]
    ): Record<string, unknown>[];
    execWithTimeout(
      timeout: string,
      query: string,
      ...parameters: readonly (string | number)[]
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
