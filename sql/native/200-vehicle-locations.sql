-- The hash-partitioned table: every partition is a foreign table here and a table of the same name
-- on its worker. Without workers it is one plain table.
-- Settings: cluster.distribution_column, cluster.shard_count.

DO $$
DECLARE
  column_list text := 'id bigint NOT NULL, vehicle_id integer NOT NULL,
    location geometry(Point, 4326) NOT NULL, recorded_at timestamptz NOT NULL, region_code text NOT NULL';
  distribution text := current_setting('cluster.distribution_column');
  shard_count integer := current_setting('cluster.shard_count')::integer;
  servers text[] := ARRAY(SELECT server FROM cluster.workers ORDER BY number);
  existing text;
  shard text;
  server text;
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

  EXECUTE format('CREATE TABLE vehicle_locations (%s) %s', column_list,
    CASE WHEN servers = '{}' THEN '' ELSE format('PARTITION BY HASH (%I)', distribution) END);
  CREATE SEQUENCE IF NOT EXISTS vehicle_locations_id_seq OWNED BY vehicle_locations.id;
  ALTER TABLE vehicle_locations ALTER COLUMN id SET DEFAULT nextval('vehicle_locations_id_seq');

  FOR remainder IN 0 .. CASE WHEN servers = '{}' THEN 0 ELSE shard_count END - 1 LOOP
    shard := format('vehicle_locations_%s', to_char(remainder, 'FM0000'));
    server := servers[1 + remainder % cardinality(servers)];
    -- Rows of an earlier table of this name are not rows of this one.
    PERFORM cluster.run_on_worker(server, format('DROP TABLE IF EXISTS %I', shard));
    PERFORM cluster.run_on_worker(server, format('CREATE TABLE %I (%s)', shard, column_list));
    EXECUTE format(
      'CREATE FOREIGN TABLE %I PARTITION OF vehicle_locations FOR VALUES WITH (MODULUS %s, REMAINDER %s) SERVER %I',
      shard, shard_count, remainder, server);
  END LOOP;
END
$$;
