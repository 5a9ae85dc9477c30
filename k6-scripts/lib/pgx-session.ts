import { open } from 'k6/x/pgx';
import type { OpenSession } from './session';

/** Sessions of this project's own k6. */
export const openSession: OpenSession = (dsn, statementTimeoutMs) => {
  const { times, execute, close } = open(dsn, statementTimeoutMs);
  return { times: new Float64Array(times), execute, close };
};
