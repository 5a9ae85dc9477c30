import { waysIn, type ClusterPlan, type IngressPlan, type PublishedPort } from './plan';
import { httpSchemes } from './tls/http-schemes';
import { isVerified, type TlsPlan } from './tls/tls-stage';

/** Where something listens on the Docker host, or on several. */
export interface Endpoint {
  /** The first of {@link hosts}. */
  readonly host: string;
  readonly port: number;
  /** All hosts that serve the port, each as good as another; undefined where there is one. */
  readonly hosts?: readonly string[] | undefined;
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

/** The endpoints as seen from the Docker host, or from outside of several. */
export function endpoints(plan: ClusterPlan): Endpoints {
  // A wildcard is where the ports listen, not an address to connect to.
  const published = plan.bindAddress === '0.0.0.0' ? '127.0.0.1' : plan.bindAddress;
  const at = (part: keyof IngressPlan, { external }: PublishedPort): Endpoint => {
    const hosts = waysIn(plan).map((way) => way[part].address ?? published);
    const [host = published, ...others] = hosts;
    return { host, port: external, ...(others.length > 0 && { hosts }) };
  };
  const { write, read, anyNode, stats } = plan.loadBalancer.ports;
  return {
    write: at('loadBalancer', write),
    read: at('loadBalancer', read),
    anyNode: at('loadBalancer', anyNode),
    pooled: at('pooler', plan.pooler.port),
    stats: at('loadBalancer', stats),
    manager: at('manager', plan.manager.port),
  };
}

/** Every address of an endpoint: `127.0.0.1:5432`. */
export function addressesOf({ host, port, hosts = [host] }: Endpoint): string[] {
  return hosts.map((one) => `${one}:${port}`);
}

/** An endpoint in words: its addresses, divided by commas. */
export function addressText(endpoint: Endpoint): string {
  return addressesOf(endpoint).join(', ');
}

/**
 * Where the manager or the statistics page is, in words: `https://127.0.0.1:7001`.
 *
 * @param path with its slash; default none
 */
export function webAddress(plan: Pick<ClusterPlan, 'tls'>, endpoint: Endpoint, path = ''): string {
  const [scheme] = httpSchemes(plan);
  return addressesOf(endpoint)
    .map((address) => `${scheme}://${address}${path}`)
    .join(', ');
}

/** Seconds that libpq may take for each of several hosts: otherwise minutes for one that swallows packets. */
const CONNECT_TIMEOUT_S = 2;

/**
 * A libpq connection URI, which lists all hosts of the endpoint. Where clients verify their servers, it
 * says so, but not whom to trust: that is a file of the client's machine.
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
  const hosts = addressesOf(endpoint);
  const parameters = [
    ...(isVerified(target) ? ['sslmode=verify-full'] : []),
    ...(hosts.length > 1 ? [`connect_timeout=${CONNECT_TIMEOUT_S}`] : []),
  ].join('&');
  const uri = `postgresql://${credentials}@${hosts.join()}/${encodeURIComponent(database)}`;
  return parameters === '' ? uri : `${uri}?${parameters}`;
}
