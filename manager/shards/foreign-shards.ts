/**
 * SQL: the shards of the native engine as the coordinator's catalogue has them, which are foreign
 * partitions on the workers' servers. A row a shard: `table` and `shard` (the foreign table) as SQL
 * writes them, `oid` of the foreign table, `group` that holds it, and `remote`: the shard's name on
 * its worker, with its schema, quoted.
 */
export const FOREIGN_SHARDS = `
  SELECT i.inhparent::regclass::text AS table, c.oid::regclass::text AS shard, c.oid,
    substring(s.srvname FROM '\\d+$')::integer AS group,
    format('%I.%I', coalesce(o.schema, n.nspname), coalesce(o.name, c.relname)) AS remote
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_foreign_table t ON t.ftrelid = c.oid
  JOIN pg_foreign_server s ON s.oid = t.ftserver,
  LATERAL (
    SELECT max(option_value) FILTER (WHERE option_name = 'schema_name') AS schema,
      max(option_value) FILTER (WHERE option_name = 'table_name') AS name
    FROM pg_options_to_table(t.ftoptions)) o
  WHERE s.srvname ~ '^worker_[0-9]+$'`;
