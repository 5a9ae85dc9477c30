import { singleShardBy, type Operation, type Statement, type StatementContext } from './operation';
import { anyRegion } from './region-choice';

/** At most 500 rows within a distance of a point, by the index on the geography. */
export function rowsWithin(longitude: number, latitude: number, metres: number): Statement {
  return {
    sql: `SELECT id, vehicle_id, recorded_at, region_code FROM vehicle_locations
      WHERE ST_DWithin(location::geography,
        ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography, $3::float8)
      LIMIT 500`,
    parameters: [longitude, latitude, metres],
    rows: [0, 500],
  };
}

/** At most 500 rows within 1 to 10 km of a random point. */
export const withinRadius: Operation = {
  name: 'within_radius',
  class: 'spatial',
  description: 'at most 500 rows within 1 to 10 km of a random point',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ random, dataset: { area } }) =>
    rowsWithin(
      random.between(area.west, area.east),
      random.between(area.south, area.north),
      random.whole(1000, 10_000),
    ),
};

/** A random box of 0.05 to 0.1 degrees a side: west, south, east, north. */
function randomBox({ random, dataset: { area } }: StatementContext): number[] {
  const width = random.between(0.05, 0.1);
  const height = random.between(0.05, 0.1);
  const west = random.between(area.west, area.east - width);
  const south = random.between(area.south, area.north - height);
  return [west, south, west + width, south + height];
}

/** At most 500 rows in a random box of 0.05 to 0.1 degrees a side, by the index on the location. */
export const boundingBox: Operation = {
  name: 'bounding_box',
  class: 'spatial',
  description: 'at most 500 rows in a random box of 0.05 to 0.1 degrees a side',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: (context) => ({
    sql: `SELECT id, vehicle_id, location, recorded_at, region_code FROM vehicle_locations
      WHERE location && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
      LIMIT 500`,
    parameters: randomBox(context),
    rows: [0, 500],
  }),
};

/** The same in one region. */
export const boundingBoxInRegion: Operation = {
  name: 'bounding_box_in_region',
  class: 'spatial',
  description: 'at most 500 rows of one region in a random box of 0.05 to 0.1 degrees a side',
  roundTrips: 1,
  routing: singleShardBy('region_code'),
  statement: (context) => ({
    sql: `SELECT id, vehicle_id, location, recorded_at, region_code FROM vehicle_locations
      WHERE location && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
        AND region_code = $5::text
      LIMIT 500`,
    parameters: [...randomBox(context), anyRegion(context)],
    rows: [0, 500],
  }),
};

/** A random point and a distance of 1 to 5 km. */
function randomCircle({ random, dataset: { area } }: StatementContext): number[] {
  return [
    random.between(area.west, area.east),
    random.between(area.south, area.north),
    random.whole(1000, 5000),
  ];
}

/** Counts the rows around a point: the index on the geography finds them. */
export const countWithinRadius: Operation = {
  name: 'count_within_radius',
  class: 'spatial',
  description: 'count of the rows within 1 to 5 km of a random point, by the index',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: (context) => ({
    sql: `SELECT count(*) FROM vehicle_locations
      WHERE ST_DWithin(location::geography,
        ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography, $3::float8)`,
    parameters: randomCircle(context),
    rows: [1, 1],
  }),
};

/** The same rows counted in a way that no index serves: the distance of each row is computed. */
export const countWithinRadiusUnindexed: Operation = {
  ...countWithinRadius,
  name: 'count_within_radius_unindexed',
  description: 'count of the rows within 1 to 5 km of a random point, each row looked at',
  statement: (context) => ({
    sql: `SELECT count(*) FROM vehicle_locations
      WHERE ST_Distance(location::geography,
        ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography) <= $3::float8`,
    parameters: randomCircle(context),
    rows: [1, 1],
  }),
};

/** The 10 rows nearest to a random point, nearest first, by the index on the location. */
export const nearest: Operation = {
  name: 'nearest',
  class: 'spatial',
  description: 'the 10 rows nearest to a random point',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: ({ random, dataset: { area } }) => ({
    sql: `SELECT id, vehicle_id, region_code FROM vehicle_locations
      ORDER BY location <-> ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326) LIMIT 10`,
    parameters: [random.between(area.west, area.east), random.between(area.south, area.north)],
    rows: [10, 10],
  }),
};
