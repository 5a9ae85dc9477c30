-- The hash-partitioned table: every partition is a foreign table here and a table of the same name
-- on its worker. Without workers it is one plain table.
-- Settings: cluster.distribution_column, cluster.shard_count.

DO $$
DECLARE
  distribution text := current_setting('cluster.distribution_column');
  shard_count integer := current_setting('cluster.shard_count')::integer;
  existing text;
  shards integer;
BEGIN
  IF to_regclass('vehicle_locations') IS NOT NULL THEN
    SELECT substring(pg_get_partkeydef(oid) FROM '\((.*)\)') INTO existing
    FROM pg_class WHERE oid = 'vehicle_locations'::regclass AND relkind = 'p';
    SELECT count(*) INTO shards FROM cluster.shards WHERE parent = 'vehicle_locations';
    IF existing <> distribution THEN
      RAISE WARNING 'vehicle_locations keeps its distribution column %; dataset.distributionColumn (%) is for a table that is made anew', existing, distribution;
    END IF;
    IF shards > 0 AND shards <> shard_count THEN
      RAISE WARNING 'vehicle_locations keeps its % shards; dataset.shardCount (%) is for a table that is made anew', shards, shard_count;
    END IF;
    RETURN;
  END IF;

  PERFORM cluster.create_sharded_table('vehicle_locations', 'id bigint NOT NULL, vehicle_id integer NOT NULL,
    location geometry(Point, 4326) NOT NULL, recorded_at timestamptz NOT NULL, region_code text NOT NULL',
    distribution, shard_count);
  CREATE SEQUENCE IF NOT EXISTS vehicle_locations_id_seq OWNED BY vehicle_locations.id;
  ALTER TABLE vehicle_locations ALTER COLUMN id SET DEFAULT nextval('vehicle_locations_id_seq');
END
$$;

-- An older version made shards that were tables by themselves.
CALL cluster.attach_shards('vehicle_locations');
