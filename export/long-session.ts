/** Settings by which values are written the same way, whatever the role or the database has set. */
export const VALUES_ALIKE = [
  'search_path=',
  'client_encoding=UTF8',
  'DateStyle=ISO',
  'IntervalStyle=postgres',
  'TimeZone=UTC',
  'extra_float_digits=1',
  'bytea_output=hex',
  'xmloption=content',
];

/**
 * Options of sessions that copy rows: nothing of them is logged, no statement has a limit, and values are
 * written the same way.
 */
export const LONG_SESSION = [
  'log_statement=none',
  'log_min_duration_statement=-1',
  'pg_stat_statements.track=none',
  'statement_timeout=0',
  'idle_in_transaction_session_timeout=0',
  'lock_timeout=5s',
  ...VALUES_ALIKE,
  'row_security=off',
  // Without it Citus lets nobody lock a shard.
  'citus.enable_manual_changes_to_shards=on',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');
