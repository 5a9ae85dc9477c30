import { isClearRefused, isVerified, stageOf, type TlsPlan } from './tls-stage';

/** How a server of HTTP is spoken to. */
export type HttpScheme = 'http' | 'https';

/**
 * How to ask a server that speaks either http or https: Patroni, the manager, the load balancer's
 * statistics. What the stage has first; then the other one where the cluster is on its way.
 */
export function httpSchemes(cluster: {
  readonly tls?: TlsPlan | undefined;
}): readonly HttpScheme[] {
  if (stageOf(cluster) === 'off') return ['http'];
  if (isClearRefused(cluster)) return ['https'];
  return isVerified(cluster) ? ['https', 'http'] : ['http', 'https'];
}
