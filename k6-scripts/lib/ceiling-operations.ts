import type { Operation } from './operation';

/** The cheapest statement with a parameter: what the path to the server allows at most. */
export const selectOne: Operation = {
  name: 'select_one',
  class: 'read',
  description: 'select of one parameter, no table',
  roundTrips: 1,
  statement: ({ random }) => ({
    sql: 'SELECT $1::int',
    parameters: [random.whole(1, 10_000)],
    rows: [1, 1],
  }),
};
