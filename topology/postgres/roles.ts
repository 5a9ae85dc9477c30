/** PostgreSQL's superuser: Patroni, the manager and Citus between its nodes. */
export const SUPERUSER = 'postgres';

/** The role that standbys stream with. */
export const REPLICATION_ROLE = 'replicator';

/** The role that pg_rewind reads the new primary with. */
export const REWIND_ROLE = 'rewind';

/** The role that reads statistics and nothing else. */
export const MONITOR_ROLE = 'monitor';

/** User of the calls to Patroni's REST interface that change something. */
export const PATRONI_API_USER = 'patroni';
