import { isIP } from 'node:net';
import { addressOf, waysIn, type ClusterPlan, type ContainerPlan } from '../plan';

/** Whom a certificate is for. */
export interface CertificateNames {
  /** Its subject's common name: the container's name inside the cluster. */
  readonly subject: string;
  /** DNS names. */
  readonly names: readonly string[];
  /** IP addresses. */
  readonly addresses: readonly string[];
}

/** Where every container reaches itself. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * The names that a container is called by. Who reaches databases through the load balancer, which passes
 * TLS through, verifies the database's certificate against the load balancer's name or the host's.
 */
export function certificateNames(plan: ClusterPlan, container: ContainerPlan): CertificateNames {
  const isMember = plan.etcd.some(({ name }) => name === container.name);
  const isNode = plan.groups.some(({ nodes }) => nodes.some(({ name }) => name === container.name));
  const all = [
    container.name,
    addressOf(container),
    ...(isNode ? waysTo(plan) : []),
    ...LOOPBACK,
    ...(isMember ? [] : outerNames(plan)),
  ];
  const unique = [...new Set(all)];
  return {
    subject: container.name,
    names: unique.filter((name) => isIP(name) === 0),
    addresses: unique.filter((name) => isIP(name) !== 0),
  };
}

/** The addresses of the load balancers. On a host that is drained there is one until the others have taken over. */
function waysTo(plan: ClusterPlan): string[] {
  const drained = plan.hosts?.filter(({ state }) => state === 'draining') ?? [];
  const balancers = waysIn(plan).map((way) => addressOf(way.loadBalancer));
  return [...balancers, ...drained.map(({ address }) => address)];
}

/** What clients outside call the cluster by. */
function outerNames({ hosts, bindAddress, floatingAddress, tls }: ClusterPlan): readonly string[] {
  const bound = hosts === undefined && bindAddress !== '0.0.0.0' ? [bindAddress] : [];
  const floating = floatingAddress === undefined ? [] : [floatingAddress.address];
  return [...bound, ...floating, ...(tls?.names ?? [])];
}
