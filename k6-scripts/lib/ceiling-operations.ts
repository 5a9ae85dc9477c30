import type { Operation } from './operation';

/** The object identifiers 16 to 25 are built-in types, from boolean to text, in every PostgreSQL. */
const FIRST_TYPE = 16;
const LAST_TYPE = 25;

/**
 * About the cheapest select of a row: one parameter, one index lookup, on the node that is asked.
 * What the path to the server and the load generator allow at most.
 */
export const selectByKey: Operation = {
  name: 'select_by_key',
  class: 'read',
  description: 'one row by its key, from a table that every node has',
  roundTrips: 1,
  routing: 'none',
  statement: ({ random }) => ({
    sql: 'SELECT typname FROM pg_type WHERE oid = $1::int',
    parameters: [random.whole(FIRST_TYPE, LAST_TYPE)],
    rows: [1, 1],
  }),
};

/** {@link selectByKey} in a connection of its own, which is what takes the time. */
export const connectAndSelect: Operation = {
  ...selectByKey,
  name: 'connect_and_select',
  description: 'a connection made for one row by its key',
  // The password by SCRAM takes three, preparing the statement and running it one each.
  roundTrips: 5,
};
