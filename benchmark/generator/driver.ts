import { uriOfAllHosts, uriOfEachHost, type HostUris } from '../../topology/uri-hosts';

/** The PostgreSQL driver inside a k6. */
export type DriverName = 'pgx' | 'lib/pq';

/** How a driver sends statements, so that one with parameters is one round trip. */
interface Protocol {
  /** For the record. */
  readonly description: string;
  /** What the driver is told in the connection string. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** How each driver sends statements. */
export const PROTOCOLS: Readonly<Record<DriverName, Protocol>> = {
  // As applications' drivers do (toolchain/go/k6/pgx). The first execution in a session takes a
  // second round trip, which falls into the warm-up.
  pgx: { description: 'extended protocol, prepared once a session', parameters: [] },
  // https://pkg.go.dev/github.com/lib/pq: otherwise it asks for the parameters' types first.
  'lib/pq': {
    description: 'extended protocol, parsed each time',
    parameters: [['binary_parameters', 'yes']],
  },
};

/**
 * Longest wait for a connection, seconds, and that for each of several hosts, one of which may be lost: drivers
 * try them in their order, each time that they connect. A session of `k6/x/pgx` does better (several.go).
 */
const CONNECT_TIMEOUT_S = 10;
const CONNECT_TIMEOUT_OF_SEVERAL_S = 2;

/**
 * The connection string of a load generator. As secret as the URI.
 *
 * @param uri libpq connection URI of one or several hosts
 * @param elsewhere for a generator on another machine: the server's address as it sees it, null for that
 *   in the URI. Whom to trust is told to it by PGSSLROOTCERT, for it does not have the URI's file.
 */
export function connectionString(
  uri: string,
  driver: DriverName,
  elsewhere?: { readonly address: string | null },
): string {
  const all = uriOfEachHost(uri);
  const [url] = all;
  if (elsewhere !== undefined) url.searchParams.delete('sslrootcert');
  // The address is a name that the certificates have (server-address.ts); it stands for all hosts.
  const address = elsewhere?.address ?? null;
  if (address !== null) url.hostname = address;
  const hosts: HostUris = address === null ? all : [url];
  for (const [name, value] of PROTOCOLS[driver].parameters) url.searchParams.set(name, value);
  const timeoutS = hosts.length > 1 ? CONNECT_TIMEOUT_OF_SEVERAL_S : CONNECT_TIMEOUT_S;
  url.searchParams.set('connect_timeout', String(timeoutS));
  url.searchParams.set('application_name', 'citus-cluster bench');
  // lib/pq demands TLS unless told otherwise.
  if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable');
  // libpq's URIs write a space as %20, never as a plus.
  return uriOfAllHosts(hosts).replace(/\+/g, '%20');
}
