import { addressOf, type LoadBalancerPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { requestEither } from '../http/request-either';
import { isExpired } from '../tls/expired-certificate';
import { statisticsRows } from './load-balancer-statistics';

/** Longest wait for an answer, ms. */
const TIMEOUT_MS = 1000;

/** The backend behind the write port, as the configuration names it (haproxy/haproxy.cfg). */
const BACKEND = 'primary';

/**
 * What became of a question to the load balancer: whether its write port leads to a primary, undefined
 * without an answer, `expired` where its certificate is past its end.
 */
export type LoadBalancerAnswer = { readonly servesPrimary: boolean } | 'expired' | undefined;

/** Asks the load balancer's statistics, of one backend alone. */
export async function askLoadBalancer(
  loadBalancer: LoadBalancerPlan,
  { certificates }: Credentials,
): Promise<LoadBalancerAnswer> {
  const address = `${addressOf(loadBalancer)}:${loadBalancer.ports.stats.internal}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const path = `;csv;scope=${BACKEND}`;
    const { ok, body } = await requestEither(address, path, { signal }, certificates);
    return ok ? { servesPrimary: hasServer(body) } : undefined;
  } catch (error) {
    return isExpired(error) ? 'expired' : undefined;
  }
}

/** Whether a server of the backend takes sessions. */
function hasServer(csv: string): boolean {
  return statisticsRows(csv).some(
    ({ pxname, svname, status }) =>
      pxname === BACKEND && svname === 'BACKEND' && status?.startsWith('UP') === true,
  );
}
