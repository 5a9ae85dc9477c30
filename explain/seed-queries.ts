import type { ExplainedStatement } from './explain-statement';

/** The two fixed spatial queries: a radius around a point and a box. */
export const SEED_QUERIES: readonly ExplainedStatement[] = [
  {
    name: 'radius',
    description: 'rows within 5 km of the middle of the area',
    sql: `SELECT count(*) FROM vehicle_locations
  WHERE ST_DWithin(location::geography, ST_SetSRID(ST_MakePoint(-73.75, 40.95), 4326)::geography, 5000)`,
    parameters: [],
  },
  {
    name: 'box',
    description: 'rows in a box of a tenth of a degree',
    sql: `SELECT count(*) FROM vehicle_locations
  WHERE location && ST_MakeEnvelope(-73.8, 40.9, -73.7, 41.0, 4326)`,
    parameters: [],
  },
];
