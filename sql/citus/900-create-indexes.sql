-- Run by the load after its last row. Citus runs each statement on all shards at once.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'vehicle_locations_pkey') THEN
    EXECUTE format('ALTER TABLE vehicle_locations ADD CONSTRAINT vehicle_locations_pkey PRIMARY KEY (%I, id)',
      (SELECT column_to_column_name(logicalrelid, partkey) FROM pg_dist_partition
       WHERE logicalrelid = 'vehicle_locations'::regclass));
  END IF;
END
$$;

CREATE INDEX IF NOT EXISTS vehicle_locations_location_idx
  ON vehicle_locations USING gist (location);
CREATE INDEX IF NOT EXISTS vehicle_locations_geography_idx
  ON vehicle_locations USING gist ((location::geography));
-- Of the geography PostgreSQL would keep a histogram in three dimensions, nearly all of it empty, and
-- unpack its 20 kB for each shard that a statement is planned for. A small one is as good.
ALTER INDEX vehicle_locations_geography_idx ALTER COLUMN 1 SET STATISTICS 10;
CREATE INDEX IF NOT EXISTS vehicle_locations_recent_idx
  ON vehicle_locations (region_code, recorded_at DESC);
-- Without the region: the newest rows of all, and the rows of a vehicle.
CREATE INDEX IF NOT EXISTS vehicle_locations_time_idx ON vehicle_locations (recorded_at DESC);
CREATE INDEX IF NOT EXISTS vehicle_locations_vehicle_idx
  ON vehicle_locations (vehicle_id, recorded_at);

ANALYZE vehicle_locations;
