-- The distributed table. A table keeps the distribution that it was made with; where the settings
-- differ from it by now, a warning says so.
-- Settings: cluster.distribution_column, cluster.shard_count, cluster.shard_replication_factor.

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
  wanted_shards integer := current_setting('cluster.shard_count')::integer;
  existing text;
  shards integer;
  alone integer;
BEGIN
  SELECT coalesce(column_to_column_name(logicalrelid, partkey), 'none') INTO existing
  FROM pg_dist_partition WHERE logicalrelid = 'vehicle_locations'::regclass;

  IF existing IS NULL THEN
    PERFORM set_config('citus.shard_replication_factor',
                       current_setting('cluster.shard_replication_factor'), true);
    PERFORM create_distributed_table('vehicle_locations', wanted, shard_count => wanted_shards);
    RETURN;
  END IF;
  -- A tenant that stands alone has a shard of one hash value, and there may be one more beside it.
  SELECT count(*) FILTER (WHERE shardminvalue <> shardmaxvalue), count(*) FILTER (WHERE shardminvalue = shardmaxvalue)
  INTO shards, alone FROM pg_dist_shard WHERE logicalrelid = 'vehicle_locations'::regclass;
  IF existing <> wanted THEN
    RAISE WARNING 'vehicle_locations keeps its distribution column %; dataset.distributionColumn (%) is for a table that is made anew', existing, wanted;
  END IF;
  IF wanted_shards NOT BETWEEN shards - alone AND shards THEN
    RAISE WARNING 'vehicle_locations keeps its % shards; dataset.shardCount (%) is for a table that is made anew', shards, wanted_shards;
  END IF;
END
$$;
