/** The table that the data set fills. */
export const TABLE = 'vehicle_locations';

/** Vehicles have the ids 1 to this. */
export const VEHICLES = 10_000;

/** Rows lie within this box, degrees in WGS 84 (SRID 4326). */
export const AREA = { minLon: -74.0, maxLon: -73.5, minLat: 40.7, maxLat: 41.2 } as const;

/** Rows were recorded within this many days before the data set's `asOf`. */
export const DAYS = 30;
