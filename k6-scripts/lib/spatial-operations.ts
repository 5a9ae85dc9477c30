import type { Operation } from './operation';

/** At most 500 rows within 1 to 10 km of a random point, by the index on the geography. */
export const withinRadius: Operation = {
  name: 'within_radius',
  class: 'spatial',
  description: 'at most 500 rows within 1 to 10 km of a random point',
  roundTrips: 1,
  statement: ({ random, dataset: { area } }) => ({
    sql: `SELECT id, vehicle_id, recorded_at, region_code FROM vehicle_locations
      WHERE ST_DWithin(location::geography,
        ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography, $3::float8)
      LIMIT 500`,
    parameters: [
      random.between(area.west, area.east),
      random.between(area.south, area.north),
      random.whole(1000, 10_000),
    ],
    rows: [0, 500],
  }),
};

/** At most 500 rows in a random box of 0.05 to 0.1 degrees a side, by the index on the location. */
export const boundingBox: Operation = {
  name: 'bounding_box',
  class: 'spatial',
  description: 'at most 500 rows in a random box of 0.05 to 0.1 degrees a side',
  roundTrips: 1,
  statement: ({ random, dataset: { area } }) => {
    const width = random.between(0.05, 0.1);
    const height = random.between(0.05, 0.1);
    const west = random.between(area.west, area.east - width);
    const south = random.between(area.south, area.north - height);
    return {
      sql: `SELECT id, vehicle_id, location, recorded_at, region_code FROM vehicle_locations
      WHERE location && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326)
      LIMIT 500`,
      parameters: [west, south, west + width, south + height],
      rows: [0, 500],
    };
  },
};
