-- The distributed table. Settings: cluster.distribution_column, cluster.shard_count,
-- cluster.shard_replication_factor.

CREATE TABLE IF NOT EXISTS vehicle_locations (
  id bigserial,
  vehicle_id integer NOT NULL,
  location geometry(Point, 4326) NOT NULL,
  recorded_at timestamptz NOT NULL,
  region_code text NOT NULL
);

DO $$
DECLARE
  wanted text := current_setting('cluster.distribution_column');
  shards integer := current_setting('cluster.shard_count')::integer;
  existing text;
BEGIN
  SELECT column_to_column_name(logicalrelid, partkey) INTO existing
  FROM pg_dist_partition WHERE logicalrelid = 'vehicle_locations'::regclass;

  IF existing IS NULL THEN
    PERFORM set_config('citus.shard_replication_factor',
                       current_setting('cluster.shard_replication_factor'), true);
    PERFORM create_distributed_table('vehicle_locations', wanted, shard_count => shards);
  ELSIF existing <> wanted THEN
    RAISE EXCEPTION 'vehicle_locations is distributed by %, not by %', existing, wanted
      USING HINT = 'DROP TABLE vehicle_locations, then deploy again';
  END IF;
END
$$;
