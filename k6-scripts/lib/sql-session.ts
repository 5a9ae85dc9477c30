import exec from 'k6/execution';
import sql, { type Database } from 'k6/x/sql';
import postgres from 'k6/x/sql/driver/postgres';
import type { Driver, OpenSession } from './session';

const openSession: OpenSession = (dsn, statementTimeoutMs) => {
  const timeout = `${statementTimeoutMs}ms`;
  const times = new Float64Array(2);
  // k6 builds this object anew at each access.
  const { instance } = exec;
  let database: Database | undefined;
  return {
    times,
    execute: (text, parameters) => {
      times[0] = instance.currentTestRunDuration;
      try {
        // One connection a session: a pool would hide a lost one behind another.
        database ??= sql.open(postgres, dsn, { max_open_conns: 1, max_idle_conns: 1 });
        return database.execWithTimeout(timeout, text, ...parameters).rowsAffected();
      } finally {
        times[1] = instance.currentTestRunDuration;
      }
    },
    close: () => {
      const lost = database;
      database = undefined;
      lost?.close();
    },
  };
};

/** Any k6 with the module for SQL databases. */
export const driver: Driver = { openSession };
