import type { ClusterPlan } from './plan';

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

/**
 * A libpq connection URI.
 *
 * @param target where, as whom and to which database
 * @param password in clear; the URI is as secret as it
 */
export function connectionUri(
  target: { endpoint: Endpoint; user: string; database: string },
  password: string,
): string {
  const { endpoint, user, database } = target;
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${credentials}@${endpoint.host}:${endpoint.port}/${encodeURIComponent(database)}`;
}
