/** The PostgreSQL driver inside a k6. */
export type DriverName = 'pgx' | 'lib/pq';

/**
 * What each driver is told so that a statement with parameters is one round trip. Both parse and
 * plan every execution (the extended protocol with the unnamed statement), which suits transaction
 * pooling and keeps a plan from depending on how often a session ran it.
 */
const PARAMETERS: Readonly<Record<DriverName, readonly (readonly [string, string])[]>> = {
  // https://pkg.go.dev/github.com/jackc/pgx/v5#QueryExecMode: the description is kept, not the plan.
  pgx: [['default_query_exec_mode', 'cache_describe']],
  // https://pkg.go.dev/github.com/lib/pq: parameters are sent along with the statement.
  'lib/pq': [['binary_parameters', 'yes']],
};

/** Longest wait for a connection, seconds. */
const CONNECT_TIMEOUT_S = 10;

/** How statements are sent, for the record. */
export const PROTOCOL = 'extended, unnamed statements';

/**
 * The connection string of a load generator. As secret as the URI.
 *
 * @param uri libpq connection URI
 */
export function connectionString(uri: string, driver: DriverName): string {
  const url = new URL(uri);
  for (const [name, value] of PARAMETERS[driver]) url.searchParams.set(name, value);
  url.searchParams.set('connect_timeout', String(CONNECT_TIMEOUT_S));
  url.searchParams.set('application_name', 'citus-cluster bench');
  // lib/pq demands TLS unless told otherwise.
  if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable');
  // libpq's URIs write a space as %20, never as a plus.
  return url.toString().replace(/\+/g, '%20');
}
