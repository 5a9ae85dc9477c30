-- Tables of the cluster's own and of its users: each is partitioned by hash here, every partition a
-- foreign table. Its worker has a table of the partition's name, the shard, under a partitioned table
-- like the one here. So a worker refuses a row that belongs in another shard, which nothing here
-- would notice: an UPDATE of the distribution column for instance.

-- Makes room on a worker for a table and its shards. Rows of an earlier table of this name are not
-- rows of this one, and nobody's to throw away, as the coordinator may have lost what it knew of them:
-- their tables move to a schema of their own.
CREATE OR REPLACE FUNCTION cluster.put_aside(server text, table_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  aside text := 'before_' || to_char(clock_timestamp(), 'YYYYMMDDHH24MISS');
  kept boolean;
BEGIN
  PERFORM cluster.run_on_worker(server, format($command$
    DO $do$
    DECLARE
      tables regclass[] := ARRAY(
        SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
          AND (relname = %1$L OR relname LIKE replace(%1$L, '_', '\_') || '\_____')
        ORDER BY relkind = 'r');
      one regclass;
      has_rows boolean;
    BEGIN
      FOREACH one IN ARRAY tables LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', one) INTO has_rows;
        EXIT WHEN has_rows;
      END LOOP;
      IF has_rows THEN CREATE SCHEMA %2$I; END IF;
      FOREACH one IN ARRAY tables LOOP
        IF has_rows THEN
          EXECUTE format('ALTER TABLE %%s SET SCHEMA %2$I', one);
        ELSIF EXISTS (SELECT FROM pg_class WHERE oid = one) THEN
          EXECUTE format('DROP TABLE %%s', one);
        END IF;
      END LOOP;
    END
    $do$ $command$, table_name, aside));
  SELECT there INTO kept
  FROM dblink(server, format('SELECT to_regnamespace(%L) IS NOT NULL', aside)) AS t(there boolean);
  IF kept THEN
    RAISE WARNING '% had rows of an earlier table %; they are in its schema % now', server, table_name, aside;
  END IF;
END
$$;

-- Workers that take no shards, and whose shards go to the others (120-shard-moves.sql has more).
CREATE TABLE IF NOT EXISTS cluster.draining_workers (
  worker_group integer PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
);

-- Makes a table and its shards, which take turns on the workers that take some; without workers a plain
-- table.
-- Example: SELECT cluster.create_sharded_table('trips', 'id bigint NOT NULL, city text', 'id', 12)
CREATE OR REPLACE FUNCTION cluster.create_sharded_table(
  table_name text, columns text, distribution_column text, shard_count integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  servers text[] := ARRAY(SELECT server FROM cluster.workers ORDER BY number);
  holders text[] := ARRAY(
    SELECT server FROM cluster.workers
    WHERE number NOT IN (SELECT worker_group FROM cluster.draining_workers) ORDER BY number);
  parent text := format('%I (%s) PARTITION BY HASH (%I)', table_name, columns, distribution_column);
  server text;
  shard text;
  bound text;
  command text;
BEGIN
  PERFORM cluster.hold_shards();
  IF servers <> '{}' AND holders = '{}' THEN
    RAISE EXCEPTION 'no worker takes shards: all of them are drained' USING
      ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF servers = '{}' THEN
    EXECUTE format('CREATE TABLE %I (%s)', table_name, columns);
    RETURN;
  END IF;
  EXECUTE 'CREATE TABLE ' || parent;
  -- A worker gets all of its own by one command, as each opens a session there.
  FOREACH server IN ARRAY servers LOOP
    command := 'CREATE TABLE ' || parent;
    FOR remainder IN 0 .. shard_count - 1 LOOP
      CONTINUE WHEN server <> holders[1 + remainder % cardinality(holders)];
      shard := format('%s_%s', table_name, to_char(remainder, 'FM0000'));
      bound := format('PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)', table_name, shard_count, remainder);
      command := format('%s; CREATE TABLE %I %s', command, shard, bound);
      EXECUTE format('CREATE FOREIGN TABLE %I %s SERVER %I', shard, bound, server);
    END LOOP;
    PERFORM cluster.put_aside(server, table_name);
    PERFORM cluster.run_on_worker(server, command);
  END LOOP;
END
$$;

-- Runs ALTER TABLE here and on every worker: all of it, or nothing where any of them refuses.
-- Example: SELECT cluster.alter_sharded_table('trips', 'ADD COLUMN distance real')
CREATE OR REPLACE FUNCTION cluster.alter_sharded_table(table_name text, action text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  command text := format('ALTER TABLE %I %s', table_name, action);
  servers text[] := ARRAY(SELECT server FROM cluster.workers ORDER BY number);
BEGIN
  PERFORM cluster.hold_shards();
  -- What guards the table against a change here alone lets this one pass.
  PERFORM set_config('cluster.alters_shards', 'on', true);
  EXECUTE command;
  PERFORM set_config('cluster.alters_shards', 'off', true);
  BEGIN
    PERFORM dblink_connect('alter:' || s, s) FROM unnest(servers) s;
    -- Without a limit a transaction that has used the table before would wait for itself.
    PERFORM dblink_exec('alter:' || s, 'BEGIN; SET LOCAL lock_timeout = ''10s''; ' || command)
    FROM unnest(servers) s;
    PERFORM dblink_exec('alter:' || s, 'COMMIT') FROM unnest(servers) s;
  EXCEPTION WHEN OTHERS THEN
    PERFORM dblink_disconnect(c) FROM unnest(dblink_get_connections()) c WHERE c LIKE 'alter:%';
    IF SQLSTATE = '55P03' THEN
      RAISE EXCEPTION 'a shard of % was in use by another transaction for 10 s', table_name USING
        ERRCODE = 'lock_not_available',
        HINT = 'Nothing was changed. Try again, in a transaction that has not used the table before.';
    END IF;
    RAISE;
  END;
  PERFORM dblink_disconnect('alter:' || s) FROM unnest(servers) s;
END
$$;

-- Drops a table with its shards.
CREATE OR REPLACE FUNCTION cluster.drop_sharded_table(table_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cluster.hold_shards();
  EXECUTE format('DROP TABLE %I', table_name);
  PERFORM cluster.run_on_workers(format('SET lock_timeout = ''10s''; DROP TABLE IF EXISTS %I', table_name));
END
$$;

-- Puts shards that were made by themselves under a partitioned table of their worker, which reads
-- each of them once. Rows that an UPDATE of the distribution column left in the wrong shard are
-- moved to where they are found.
CREATE OR REPLACE PROCEDURE cluster.attach_shards(parent_table text)
LANGUAGE plpgsql AS $$
DECLARE
  partition_key text := (SELECT pg_get_partkeydef(oid) FROM pg_class WHERE oid = to_regclass(parent_table));
  distribution_column text := substring(partition_key FROM '\((.*)\)');
  columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                   WHERE attrelid = to_regclass(parent_table) AND attnum > 0 AND NOT attisdropped);
  shard_name text;
  shard record;
  attached boolean;
  parent_oid oid;
BEGIN
  FOREACH shard_name IN ARRAY
    ARRAY(SELECT s.shard FROM cluster.shards s WHERE s.parent = parent_table ORDER BY s.shard)
  LOOP
    -- Where it is now: shards may be on their way to other workers.
    PERFORM cluster.hold_shards();
    SELECT s.shard AS name, s.server, pg_get_expr(c.relpartbound, c.oid) AS bound,
           regexp_match(pg_get_expr(c.relpartbound, c.oid), 'modulus (\d+), remainder (\d+)') AS part
    INTO shard
    FROM cluster.shards s JOIN pg_class c ON c.oid = to_regclass(s.shard)
    WHERE s.parent = parent_table AND s.shard = shard_name;
    SELECT * INTO attached FROM dblink(shard.server,
      format('SELECT relispartition FROM pg_class WHERE oid = %L::regclass', shard.name)) AS t(attached boolean);
    CONTINUE WHEN attached;
    PERFORM cluster.run_on_worker(shard.server, format(
      'CREATE TABLE IF NOT EXISTS %I (LIKE %I) PARTITION BY %s', parent_table, shard.name, partition_key));
    SELECT * INTO parent_oid FROM dblink(shard.server,
      format('SELECT %L::regclass::oid', parent_table)) AS t(parent oid);
    -- The condition, what PostgreSQL makes of the partition's bounds, is the worker's to evaluate.
    EXECUTE format(
      'WITH strays AS (
         DELETE FROM %I WHERE NOT satisfies_hash_partition(%s::oid, %s, %s, %s) RETURNING %s
       ) INSERT INTO %I (%6$s) SELECT %6$s FROM strays',
      shard.name, parent_oid, shard.part[1], shard.part[2], distribution_column, columns, parent_table);
    COMMIT;
    PERFORM cluster.hold_shards();
    PERFORM cluster.run_on_worker((SELECT s.server FROM cluster.shards s WHERE s.parent = parent_table AND s.shard = shard_name), format(
      'SET lock_timeout = ''10s''; ALTER TABLE %I ATTACH PARTITION %I %s', parent_table, shard.name, shard.bound));
  END LOOP;
END
$$;
