-- Run by the load before its first row, as one transaction: rows go in faster without indexes.
-- Setting: cluster.rows_at_most, rows beyond which nothing is done, as somebody's are among them;
-- empty for any number.

DO $$
DECLARE
  at_most bigint := nullif(current_setting('cluster.rows_at_most'), '');
  -- Without workers the table is one, and dblink is not there.
  sharded boolean := EXISTS (SELECT FROM cluster.shards WHERE parent = 'vehicle_locations');
  -- The shards of each worker.
  holder record;
  found bigint := 0;
  held bigint;
  shard text;
BEGIN
  -- Here and then on every worker, before anything is done.
  LOCK TABLE vehicle_locations IN ACCESS EXCLUSIVE MODE;
  IF NOT sharded THEN
    SELECT count(*) INTO found FROM vehicle_locations WHERE at_most IS NOT NULL;
  END IF;
  FOR holder IN
    SELECT server, array_agg(quote_ident(s.shard) ORDER BY s.shard) AS shards
    FROM cluster.shards s WHERE parent = 'vehicle_locations' GROUP BY server ORDER BY server
  LOOP
    PERFORM dblink_connect('empty:' || holder.server, holder.server);
    PERFORM dblink_exec('empty:' || holder.server, format(
      'BEGIN; SET LOCAL lock_timeout = %L; LOCK TABLE %s IN ACCESS EXCLUSIVE MODE',
      current_setting('lock_timeout'), array_to_string(holder.shards, ', ')));
    FOREACH shard IN ARRAY CASE WHEN at_most IS NULL THEN '{}' ELSE holder.shards END LOOP
      SELECT n INTO held
      FROM dblink('empty:' || holder.server, 'SELECT count(*) FROM ' || shard) AS t(n bigint);
      found := found + held;
    END LOOP;
  END LOOP;
  IF found > at_most THEN
    RAISE EXCEPTION 'vehicle_locations holds % rows, of which a load made %', found, at_most
      USING ERRCODE = 'CL001';
  END IF;

  IF NOT sharded THEN
    EXECUTE cluster.empty_shard('vehicle_locations');
  END IF;
  FOR holder IN SELECT server, s.shard FROM cluster.shards s WHERE parent = 'vehicle_locations' LOOP
    PERFORM dblink_exec('empty:' || holder.server, cluster.empty_shard(holder.shard));
  END LOOP;
  IF sharded THEN
    PERFORM dblink_exec(c, 'COMMIT'), dblink_disconnect(c)
    FROM unnest(dblink_get_connections()) c WHERE c LIKE 'empty:%';
  END IF;
EXCEPTION WHEN query_canceled OR OTHERS THEN
  -- A worker whose session ends has changed nothing.
  IF sharded THEN
    PERFORM dblink_disconnect(c) FROM unnest(dblink_get_connections()) c WHERE c LIKE 'empty:%';
  END IF;
  RAISE;
END
$$;
