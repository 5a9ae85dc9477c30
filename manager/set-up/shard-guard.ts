import { createHash } from 'node:crypto';
import { escapeLiteral, type ClientBase } from 'pg';
import { SUPERUSER } from '../../topology/postgres/roles';

/**
 * What refuses DDL that would reach a sharded table on the coordinator and not its shards: another
 * list of columns breaks every query, an index or a publication would hold nothing. Event triggers
 * are a superuser's, so the manager keeps them; in a schema of their own, whose functions the
 * database's owner can't replace. `cluster.alter_sharded_table` (sql/native) lets its own pass.
 */
const GUARD = `
CREATE SCHEMA cluster_guard;
GRANT USAGE ON SCHEMA cluster_guard TO PUBLIC;

-- The sharded tables, and of each what has to be the same on the workers.
CREATE VIEW cluster_guard.sharded AS
SELECT p.oid, p.relname AS name,
  (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull), ', ' ORDER BY attnum)
   FROM pg_attribute WHERE attrelid = p.oid AND attnum > 0 AND NOT attisdropped) AS columns,
  ARRAY(SELECT oid FROM pg_constraint WHERE conrelid = p.oid AND contype = 'c' ORDER BY oid) AS checks
FROM pg_class p
WHERE p.relkind = 'p' AND EXISTS (
  SELECT FROM pg_inherits i JOIN pg_foreign_table t ON t.ftrelid = i.inhrelid WHERE i.inhparent = p.oid);
GRANT SELECT ON cluster_guard.sharded TO PUBLIC;

CREATE FUNCTION cluster_guard.remember() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('cluster_guard.before', coalesce(
    (SELECT jsonb_object_agg(s.oid, to_jsonb(s) - 'name') FROM cluster_guard.sharded s)::text, '{}'), true);
END
$$;

CREATE FUNCTION cluster_guard.check_table() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed text;
BEGIN
  IF current_setting('cluster.alters_shards', true) = 'on' THEN
    RETURN;
  END IF;
  SELECT s.name INTO changed FROM cluster_guard.sharded s
  JOIN jsonb_each(nullif(current_setting('cluster_guard.before', true), '')::jsonb) b ON b.key = s.oid::text
  WHERE b.value <> to_jsonb(s) - 'name';
  IF FOUND THEN
    RAISE EXCEPTION '% would no longer be like its shards on the workers', changed USING
      ERRCODE = 'feature_not_supported',
      HINT = format('Change them with it: SELECT cluster.alter_sharded_table(%L, ''ADD COLUMN …'')', changed);
  END IF;
END
$$;

CREATE FUNCTION cluster_guard.check_index() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  indexed text;
BEGIN
  SELECT s.name INTO indexed FROM pg_event_trigger_ddl_commands() c
  JOIN pg_index i ON c.classid = 'pg_class'::regclass AND i.indexrelid = c.objid
  JOIN cluster_guard.sharded s ON s.oid = i.indrelid;
  IF FOUND THEN
    RAISE EXCEPTION 'an index of % would hold no row: the rows are in its shards on the workers', indexed USING
      ERRCODE = 'feature_not_supported',
      HINT = format('Index the shards: SELECT cluster.run_on_shards(%L, ''CREATE INDEX IF NOT EXISTS %%1$s_my_idx ON %%1$s (…)'')', indexed);
  END IF;
END
$$;

CREATE FUNCTION cluster_guard.check_publication() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  published text;
BEGIN
  SELECT s.name INTO published FROM pg_event_trigger_ddl_commands() c
  JOIN pg_publication_rel r ON c.objid IN (r.oid, r.prpubid)
  JOIN cluster_guard.sharded s ON s.oid = r.prrelid;
  IF FOUND THEN
    RAISE EXCEPTION 'a publication of % would send no row: the rows are in its shards on the workers', published USING
      ERRCODE = 'feature_not_supported',
      HINT = 'Publish the shards, on each worker.';
  END IF;
END
$$;

CREATE EVENT TRIGGER cluster_guard_remember ON ddl_command_start
  WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION cluster_guard.remember();
CREATE EVENT TRIGGER cluster_guard_table ON ddl_command_end
  WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION cluster_guard.check_table();
CREATE EVENT TRIGGER cluster_guard_index ON ddl_command_end
  WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION cluster_guard.check_index();
CREATE EVENT TRIGGER cluster_guard_publication ON ddl_command_end
  WHEN TAG IN ('CREATE PUBLICATION', 'ALTER PUBLICATION') EXECUTE FUNCTION cluster_guard.check_publication();
`;

/** The guard's version, kept as the comment of its schema. */
const DIGEST = createHash('sha256').update(GUARD).digest('hex');

/** Makes the guard, or makes it anew where it is another version's. */
export async function keepShardGuard(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ digest: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS digest FROM pg_namespace
     WHERE nspname = 'cluster_guard' AND nspowner = $1::regrole`,
    [SUPERUSER],
  );
  if (rows[0]?.digest === DIGEST) return [];
  await client.query(
    `BEGIN; DROP SCHEMA IF EXISTS cluster_guard CASCADE; ${GUARD}
     COMMENT ON SCHEMA cluster_guard IS ${escapeLiteral(DIGEST)}; COMMIT`,
  );
  return ['guard of sharded tables'];
}
