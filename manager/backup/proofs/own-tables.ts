import type { Engine } from '../../../topology/config/cluster-config';

const TABLES = `
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence = 'p'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype = 'e')`;

/**
 * SQL: oids of the coordinator's tables that hold rows of their own which a restore brings back: no sharded
 * table and no shard, none of the system's or of an extension's, none that is unlogged.
 */
export const OWN_TABLES: Readonly<Record<Engine, string>> = {
  citus: `${TABLES} AND NOT relation_is_a_known_shard(c.oid)
    AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = c.oid)`,
  native: TABLES,
};
