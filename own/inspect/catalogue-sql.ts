/** Tables and views that are neither the system's nor an extension's; `c` is their `pg_class`. */
const MINE = `
  n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Names of columns by their numbers in a table; NULL of an expression. */
const names = (table: string, numbers: string): string => `
  ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY u(number, place)
    LEFT JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.number AND u.number > 0
    ORDER BY u.place)`;

const qualified = (table: string): string =>
  `(SELECT tn.nspname || '.' || t.relname FROM pg_class t JOIN pg_namespace tn ON tn.oid = t.relnamespace WHERE t.oid = ${table})`;

/** Columns of a table, with what can be told of their values without any of them. */
const COLUMNS = `
  SELECT json_agg(json_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
    'hasDefault', a.atthasdef AND a.attgenerated = '' OR a.attidentity <> '',
    'isGenerated', a.attgenerated <> '', 'isIdentity', a.attidentity <> '',
    'isHashable', EXISTS (SELECT FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod
      WHERE m.amname = 'hash' AND o.opcdefault AND (
        o.opcintype = base.oid OR b.typtype = 'e' AND o.opcintype = 'anyenum'::regtype
        OR b.typtype = 'r' AND o.opcintype = 'anyrange'::regtype
        OR b.typcategory = 'A' AND o.opcintype = 'anyarray'::regtype
        OR EXISTS (SELECT FROM pg_cast k WHERE k.castsource = base.oid
          AND k.casttarget = o.opcintype AND k.castmethod = 'b' AND k.castcontext = 'i'))),
    'isNondeterministic', coalesce(NOT l.collisdeterministic, false),
    'statistics', CASE WHEN s.attname IS NOT NULL THEN json_build_object(
      'distinct', s.n_distinct, 'nullShare', s.null_frac, 'width', s.avg_width,
      'commonest', coalesce(s.most_common_freqs[1], 0)) END)
    ORDER BY a.attnum)
  FROM pg_attribute a
  JOIN pg_type y ON y.oid = a.atttypid
  CROSS JOIN LATERAL (SELECT coalesce(nullif(y.typbasetype, 0), y.oid) AS oid) base
  JOIN pg_type b ON b.oid = base.oid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN LATERAL (SELECT * FROM pg_stats p WHERE p.schemaname = n.nspname
    AND p.tablename = c.relname AND p.attname = a.attname ORDER BY p.inherited DESC LIMIT 1) s ON true
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const KEYS = `
  SELECT json_agg(json_build_object('name', k.relname,
    'kind', CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisexclusion THEN 'exclusion' ELSE 'unique' END,
    'columns', ${names('c.oid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')}) ORDER BY k.relname)
  FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
  WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)`;

const INDEXES = `
  SELECT json_agg(json_build_object('name', k.relname,
    'columns', ${names('c.oid', '(i.indkey::int2[])[0:i.indnkeyatts - 1]')}) ORDER BY k.relname)
  FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
  WHERE i.indrelid = c.oid AND NOT (i.indisunique OR i.indisexclusion)`;

const ACTION = (column: string): string => `
  CASE f.${column} WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default'
    WHEN 'r' THEN 'restrict' ELSE 'no action' END`;

const FOREIGN_KEYS = `
  SELECT json_agg(json_build_object('name', f.conname, 'to', ${qualified('f.confrelid')},
    'columns', ${names('f.conrelid', 'f.conkey')}, 'toColumns', ${names('f.confrelid', 'f.confkey')},
    'onDelete', ${ACTION('confdeltype')}, 'onUpdate', ${ACTION('confupdtype')}) ORDER BY f.conname)
  FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conparentid = 0`;

const named = (column: string, rest: string): string =>
  `coalesce((SELECT json_agg(${column} ORDER BY ${column}) FROM ${rest}), '[]')`;

/** Rows as `SeenTable`. */
export const TABLES = `
  SELECT has_table_privilege(c.oid, 'SELECT') AS "isReadable",
    row_security_active(c.oid) AS "isFiltered",
    json_build_object(
      'name', n.nspname || '.' || c.relname,
      'kind', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned'
        WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END,
      'partitionOf', CASE WHEN c.relispartition THEN (SELECT ${qualified('h.inhparent')}
        FROM pg_inherits h WHERE h.inhrelid = c.oid) END,
      'inherits', CASE WHEN c.relispartition THEN '[]' ELSE
        ${named(qualified('h.inhparent'), 'pg_inherits h WHERE h.inhrelid = c.oid')} END,
      'partitionedBy', coalesce((SELECT to_json(${names('c.oid', 'g.partattrs::int2[]')})
        FROM pg_partitioned_table g WHERE g.partrelid = c.oid), '[]'),
      'bytes', CASE WHEN c.relkind IN ('r', 'm') THEN pg_table_size(c.oid) ELSE 0 END,
      'indexBytes', CASE WHEN c.relkind IN ('r', 'm') THEN pg_indexes_size(c.oid) ELSE 0 END,
      'rows', nullif(c.reltuples, -1),
      'columns', coalesce((${COLUMNS}), '[]'),
      'keys', coalesce((${KEYS}), '[]'),
      'foreignKeys', coalesce((${FOREIGN_KEYS}), '[]'),
      'indexes', coalesce((${INDEXES}), '[]'),
      'triggers', ${named('g.tgname', 'pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgparentid = 0')},
      'rules', ${named('r.rulename', "pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'")},
      'policies', ${named('p.polname', 'pg_policy p WHERE p.polrelid = c.oid')}) AS "table"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'm', 'f') AND ${MINE}
  ORDER BY n.nspname, c.relname`;

/** Views with what they ask. */
export const VIEWS = `
  SELECT n.nspname || '.' || c.relname AS name, pg_get_viewdef(c.oid) AS text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'v' AND ${MINE} ORDER BY 1`;

/** Functions that are neither the system's nor an extension's. */
export const FUNCTIONS = `
  SELECT DISTINCT n.nspname || '.' || p.proname AS name, p.provolatile = 'v' AS "isVolatile"
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  ORDER BY 1`;

/** The server and the database, in one row. */
export const SERVER = `
  SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS "isStandby",
    pg_database_size(current_database())::float8 AS bytes, current_schemas(false)::text[] AS "searchPath",
    (SELECT json_object_agg(extname, extversion) FROM pg_extension) AS extensions,
    (SELECT json_object_agg(name, current_setting(name)) FROM pg_settings WHERE name IN (
      'effective_cache_size', 'max_connections', 'max_prepared_transactions', 'max_worker_processes',
      'pg_stat_statements.max', 'pg_stat_statements.track', 'server_encoding', 'shared_buffers',
      'wal_level', 'work_mem')) AS settings,
    EXISTS (SELECT FROM pg_largeobject_metadata) AS "hasLargeObjects"`;
