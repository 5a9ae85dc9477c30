import { arrivals, open } from 'k6/x/pgx';
import type { OpenArrivals } from './arrivals';
import type { Driver, OpenSession } from './session';

const openSession: OpenSession = (dsn, statementTimeoutMs) => {
  const { times, execute, close } = open(dsn, statementTimeoutMs);
  return { times: new Float64Array(times), execute, close };
};

const openArrivals: OpenArrivals = ({ ratePerS, endMs, part, parts }) => ({
  next: arrivals(ratePerS, endMs, part, parts),
});

/** This project's own k6. */
export const driver: Driver = { openSession, openArrivals };
