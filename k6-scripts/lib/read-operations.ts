import { singleShardBy, type Operation } from './operation';
import { anyRegion, type RegionChoice } from './region-choice';

const DAY_MS = 86_400_000;

/** Counts every row: each shard is scanned. */
export const countAll: Operation = {
  name: 'count_all',
  class: 'read',
  description: 'count of all rows',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: () => ({
    sql: 'SELECT count(*) FROM vehicle_locations',
    parameters: [],
    rows: [1, 1],
  }),
};

/** The newest 100 rows of the last 1 to 30 days, without the region. */
export const recentVehicles: Operation = {
  name: 'recent_vehicles',
  class: 'read',
  description: 'newest 100 rows of the last 1 to 30 days',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ random, nowMs }) => ({
    // The time is a parameter: a condition on now() would not be sent to foreign servers.
    sql: `SELECT vehicle_id, recorded_at, region_code FROM vehicle_locations
      WHERE recorded_at > to_timestamp($1::float8) ORDER BY recorded_at DESC LIMIT 100`,
    parameters: [(nowMs - random.whole(1, 30) * DAY_MS) / 1000],
    rows: [0, 100],
  }),
};

/** One row at random, the expensive way: every row gets a random number and the least wins. */
export const randomVehicle: Operation = {
  name: 'random_vehicle',
  class: 'read',
  description: 'one row in random order',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: () => ({
    sql: 'SELECT * FROM vehicle_locations ORDER BY random() LIMIT 1',
    parameters: [],
    rows: [1, 1],
  }),
};

/** Rows by region: each shard is scanned and aggregated. */
export const regionSummary: Operation = {
  name: 'region_summary',
  class: 'read',
  description: 'count of rows by region',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ dataset }) => ({
    sql: 'SELECT region_code, count(*) FROM vehicle_locations GROUP BY region_code',
    parameters: [],
    rows: [1, dataset.regions.length],
  }),
};

/** The newest 100 rows of a region of the choice, by the index on region and time. */
export function recentIn(name: string, description: string, region: RegionChoice): Operation {
  return {
    name,
    class: 'read',
    description,
    roundTrips: 1,
    routing: singleShardBy('region_code'),
    statement: (context) => ({
      sql: `SELECT vehicle_id, recorded_at, region_code FROM vehicle_locations
      WHERE region_code = $1::text ORDER BY recorded_at DESC LIMIT 100`,
      parameters: [region(context)],
      rows: [0, 100],
    }),
  };
}

/** The newest 100 rows of a random region. */
export const recentInRegion = recentIn(
  'recent_in_region',
  'newest 100 rows of one region',
  anyRegion,
);
