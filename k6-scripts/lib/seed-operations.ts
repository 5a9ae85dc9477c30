import type { Operation } from './operation';
import { rowsWithin } from './spatial-operations';

/**
 * What the load generator that this project started from asked otherwise than {@link OPERATIONS} do:
 * about the south-west corner of the data, where there are few rows or none, and with a delete that
 * looks for its row among all of them.
 */

/** How far its points lie from the corner, degrees. */
const SPREAD = 0.1;

const DAY_S = 86_400;

/** At most 500 rows within 1 to 10 km of a point near the corner. */
export const seedRadius: Operation = {
  name: 'seed_radius',
  class: 'spatial',
  description: "at most 500 rows within 1 to 10 km of a point near the data's south-west corner",
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ random, dataset: { area } }) =>
    rowsWithin(
      area.west + random.between(-SPREAD, SPREAD),
      area.south + random.between(-SPREAD, SPREAD),
      random.whole(1000, 10_000),
    ),
};

/** At most 500 rows in a box that begins up to 0.1 degrees before the corner. */
export const seedBox: Operation = {
  name: 'seed_box',
  class: 'spatial',
  description: "at most 500 rows in a box at the data's south-west corner",
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ random, dataset: { area } }) => {
    const west = area.west + random.between(-SPREAD, 0);
    const south = area.south + random.between(-SPREAD, 0);
    return {
      sql: `SELECT * FROM vehicle_locations
      WHERE ST_Within(location,
        ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326))
      LIMIT 500`,
      parameters: [
        west,
        south,
        west + random.between(0.05, 0.1),
        south + random.between(0.05, 0.1),
      ],
      rows: [0, 500],
    };
  },
};

/** Deletes a random one of the rows that are older than 25 days. */
export const seedDelete: Operation = {
  name: 'seed_delete',
  class: 'write',
  description: 'delete of a random row older than 25 days',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ nowMs }) => ({
    sql: `DELETE FROM vehicle_locations WHERE id IN (
      SELECT id FROM vehicle_locations WHERE recorded_at < to_timestamp($1::float8)
      ORDER BY random() LIMIT 1)`,
    parameters: [nowMs / 1000 - 25 * DAY_S],
    // Ids are unique by region alone where each region numbers its own rows.
    rows: [0, Number.MAX_SAFE_INTEGER],
  }),
};
