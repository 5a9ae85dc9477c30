-- Running statements on the workers, over the foreign servers that the manager keeps (worker_1, …).
-- All of it is for the owner of the database, who needs no superuser: each connection takes the
-- password of the owner's user mapping.

-- The foreign servers of the workers, in the order of their numbers.
CREATE OR REPLACE VIEW cluster.workers AS
SELECT s.srvname::text AS server, substring(s.srvname FROM 8)::integer AS number
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE w.fdwname = 'postgres_fdw' AND s.srvname ~ '^worker_[0-9]+$';

-- The shards: each a foreign partition here and a table of the same name on its worker.
CREATE OR REPLACE VIEW cluster.shards AS
SELECT p.relname::text AS parent, c.relname::text AS shard, s.srvname::text AS server
FROM pg_inherits i
JOIN pg_class p ON p.oid = i.inhparent
JOIN pg_class c ON c.oid = i.inhrelid
JOIN pg_foreign_table t ON t.ftrelid = c.oid
JOIN pg_foreign_server s ON s.oid = t.ftserver;

-- Runs one statement on one worker and commits it there.
CREATE OR REPLACE FUNCTION cluster.run_on_worker(server text, command text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dblink_exec(server, command);
END
$$;

-- Keeps every shard on its worker until the transaction ends: who goes over shards or workers one by
-- one would otherwise meet a shard that moves twice, or never. Waits for a swap under way.
CREATE OR REPLACE FUNCTION cluster.hold_shards() RETURNS void
LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock_shared(hashtext('cluster.shards'))
$$;

-- Runs one statement on every worker, one after another.
CREATE OR REPLACE FUNCTION cluster.run_on_workers(command text) RETURNS void
LANGUAGE sql AS $$
  SELECT cluster.hold_shards();
  SELECT cluster.run_on_worker(server, command) FROM cluster.workers ORDER BY number
$$;

-- Runs a command for every shard of a table on the shard's worker, several at once on each
-- worker. In the command %1$s is the shard's name. A table without shards here is its own only
-- shard. Each run commits by itself: write it so that it can be run again.
CREATE OR REPLACE FUNCTION cluster.run_on_shards(parent_table text, command text, at_once integer DEFAULT 2)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  slot record;
  next_shard text;
  busy integer;
BEGIN
  PERFORM cluster.hold_shards();
  IF NOT EXISTS (SELECT FROM cluster.shards WHERE parent = parent_table) THEN
    EXECUTE format(command, parent_table);
    RETURN;
  END IF;

  CREATE TEMPORARY TABLE run_on_shards_slots ON COMMIT DROP AS
  SELECT server, format('shards:%s:%s', server, n) AS connection, false AS running
  FROM (SELECT DISTINCT server FROM cluster.shards WHERE parent = parent_table) s,
       generate_series(1, at_once) n;
  CREATE TEMPORARY TABLE run_on_shards_queue ON COMMIT DROP AS
  SELECT shard, server FROM cluster.shards WHERE parent = parent_table;

  PERFORM dblink_connect(connection, server) FROM run_on_shards_slots;
  -- What the caller's session waits for a lock at most, its statements there do.
  PERFORM dblink_exec(connection, format('SET lock_timeout = %L', current_setting('lock_timeout')))
  FROM run_on_shards_slots;
  BEGIN
    LOOP
      FOR slot IN SELECT * FROM run_on_shards_slots LOOP
        IF slot.running AND dblink_is_busy(slot.connection) = 1 THEN
          CONTINUE;
        END IF;
        IF slot.running THEN
          -- One result for each statement of the command; what the worker raised is raised here.
          LOOP
            PERFORM * FROM dblink_get_result(slot.connection) AS t(status text);
            EXIT WHEN NOT FOUND;
          END LOOP;
        END IF;
        DELETE FROM run_on_shards_queue
        WHERE shard = (SELECT min(shard) FROM run_on_shards_queue q WHERE q.server = slot.server)
        RETURNING shard INTO next_shard;
        IF next_shard IS NOT NULL THEN
          PERFORM dblink_send_query(slot.connection, format(command, next_shard));
        END IF;
        UPDATE run_on_shards_slots SET running = next_shard IS NOT NULL
        WHERE connection = slot.connection;
      END LOOP;
      SELECT count(*) FILTER (WHERE running) INTO busy FROM run_on_shards_slots;
      EXIT WHEN busy = 0;
      PERFORM pg_sleep(0.01);
    END LOOP;
  EXCEPTION WHEN query_canceled OR OTHERS THEN
    PERFORM dblink_cancel_query(connection) FROM run_on_shards_slots WHERE running;
    PERFORM dblink_disconnect(c) FROM unnest(dblink_get_connections()) c WHERE c LIKE 'shards:%';
    RAISE;
  END;
  PERFORM dblink_disconnect(connection) FROM run_on_shards_slots;
  DROP TABLE run_on_shards_slots, run_on_shards_queue;
END
$$;

-- What empties a shard of vehicle_locations, or the table where it has none, and drops its indexes.
CREATE OR REPLACE FUNCTION cluster.empty_shard(shard text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT format('
    DROP INDEX IF EXISTS %1$s_location_idx, %1$s_geography_idx, %1$s_recent_idx,
      %1$s_time_idx, %1$s_vehicle_idx;
    ALTER TABLE %1$s DROP CONSTRAINT IF EXISTS %1$s_pkey;
    TRUNCATE %1$s', shard)
$$;
