import type { ClusterPlan } from './plan';
import { httpSchemes } from './tls/http-schemes';
import { isVerified, type TlsPlan } from './tls/tls-stage';

/** Where something listens on the Docker host. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What the cluster offers to its users. */
export interface Endpoints {
  /** The coordinator primary. */
  readonly write: Endpoint;
  /** The coordinator standby, or the primary while there is none. */
  readonly read: Endpoint;
  /** Any node that answers queries. */
  readonly anyNode: Endpoint;
  /** The coordinator primary, by way of a pool of connections. */
  readonly pooled: Endpoint;
  /** The load balancer's statistics page (HTTP). */
  readonly stats: Endpoint;
  /** The manager (HTTP). */
  readonly manager: Endpoint;
}

/** The endpoints as seen from the Docker host. */
export function endpoints(plan: ClusterPlan): Endpoints {
  // A wildcard is where the ports listen, not an address to connect to.
  const host = plan.bindAddress === '0.0.0.0' ? '127.0.0.1' : plan.bindAddress;
  const { write, read, anyNode, stats } = plan.loadBalancer.ports;
  return {
    write: { host, port: write.external },
    read: { host, port: read.external },
    anyNode: { host, port: anyNode.external },
    pooled: { host, port: plan.pooler.port.external },
    stats: { host, port: stats.external },
    manager: { host, port: plan.manager.port.external },
  };
}

/** The address of the manager or of the statistics page: `https://127.0.0.1:7001`. */
export function webAddress(plan: Pick<ClusterPlan, 'tls'>, { host, port }: Endpoint): string {
  return `${httpSchemes(plan)[0]}://${host}:${port}`;
}

/**
 * A libpq connection URI. Where clients verify their servers, it says so, but not whom to trust: that is
 * a file of the client's machine.
 *
 * @param target where, as whom and to which database, and the cluster's TLS
 * @param password in clear; the URI is as secret as it
 */
export function connectionUri(
  target: { endpoint: Endpoint; user: string; database: string; tls?: TlsPlan | undefined },
  password: string,
): string {
  const { endpoint, user, database } = target;
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const address = `${credentials}@${endpoint.host}:${endpoint.port}`;
  const mode = isVerified(target) ? '?sslmode=verify-full' : '';
  return `postgresql://${address}/${encodeURIComponent(database)}${mode}`;
}
