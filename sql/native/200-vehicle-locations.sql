-- The hash-partitioned table: every partition is a foreign table here and a table of the same name
-- on its worker. Without workers it is one plain table.
-- Settings: cluster.distribution_column, cluster.shard_count.

DO $$
DECLARE
  distribution text := current_setting('cluster.distribution_column');
  existing text;
BEGIN
  IF to_regclass('vehicle_locations') IS NOT NULL THEN
    SELECT substring(pg_get_partkeydef(oid) FROM '\((.*)\)') INTO existing
    FROM pg_class WHERE oid = 'vehicle_locations'::regclass AND relkind = 'p';
    IF existing <> distribution THEN
      RAISE EXCEPTION 'vehicle_locations is distributed by %, not by %', existing, distribution
        USING HINT = 'DROP TABLE vehicle_locations, then deploy again';
    END IF;
    -- A table keeps the shards that it was made with.
    RETURN;
  END IF;

  PERFORM cluster.create_sharded_table('vehicle_locations', 'id bigint NOT NULL, vehicle_id integer NOT NULL,
    location geometry(Point, 4326) NOT NULL, recorded_at timestamptz NOT NULL, region_code text NOT NULL',
    distribution, current_setting('cluster.shard_count')::integer);
  CREATE SEQUENCE IF NOT EXISTS vehicle_locations_id_seq OWNED BY vehicle_locations.id;
  ALTER TABLE vehicle_locations ALTER COLUMN id SET DEFAULT nextval('vehicle_locations_id_seq');
END
$$;

-- An older version made shards that were tables by themselves.
CALL cluster.attach_shards('vehicle_locations');
