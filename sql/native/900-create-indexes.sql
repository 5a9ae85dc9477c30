-- Run by the load after its last row. A partitioned table with foreign partitions can have no index
-- of its own; each shard has the primary key, and the distribution column in it makes it hold for
-- the whole table. Setting: cluster.distribution_column, for a table that is not spread.
-- Of the geography PostgreSQL would keep a histogram in three dimensions, nearly all of it empty, and
-- unpack its 20 kB for each shard that a statement is planned for. A small one is as good.

SELECT cluster.run_on_shards('vehicle_locations', replace($$
  ALTER TABLE %1$s DROP CONSTRAINT IF EXISTS %1$s_pkey,
    ADD CONSTRAINT %1$s_pkey PRIMARY KEY ({distribution}, id);
  CREATE INDEX IF NOT EXISTS %1$s_location_idx ON %1$s USING gist (location);
  CREATE INDEX IF NOT EXISTS %1$s_geography_idx ON %1$s USING gist ((location::geography));
  ALTER INDEX %1$s_geography_idx ALTER COLUMN 1 SET STATISTICS 10;
  CREATE INDEX IF NOT EXISTS %1$s_recent_idx ON %1$s (region_code, recorded_at DESC);
  CREATE INDEX IF NOT EXISTS %1$s_time_idx ON %1$s (recorded_at DESC);
  CREATE INDEX IF NOT EXISTS %1$s_vehicle_idx ON %1$s (vehicle_id, recorded_at);
$$, '{distribution}', coalesce(
  (SELECT substring(pg_get_partkeydef(oid) FROM '\((.*)\)') FROM pg_class
   WHERE oid = 'vehicle_locations'::regclass AND relkind = 'p'),
  current_setting('cluster.distribution_column'))));

-- A sample of the default size from every shard would be many times that of one table, and PostGIS
-- is slow to digest it.
SELECT cluster.run_on_shards('vehicle_locations', $$
  SET LOCAL default_statistics_target = 25;
  ANALYZE %1$s
$$)
FROM (SELECT count(*) AS shards FROM cluster.shards WHERE parent = 'vehicle_locations') s
WHERE shards > 0;

-- The coordinator plans with statistics of its own, of the whole table and of each foreign partition.
DO $$
BEGIN
  IF EXISTS (SELECT FROM cluster.shards WHERE parent = 'vehicle_locations') THEN
    SET LOCAL default_statistics_target = 25;
  END IF;
  ANALYZE vehicle_locations;
END
$$;
