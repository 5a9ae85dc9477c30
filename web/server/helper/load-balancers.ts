import { askHttp } from '../../../running/ask-http';
import { parseLoadBalancer, type LoadBalancerEndpoint } from '../../../running/load-balancer-state';
import type { Deployment } from '../../../running/local-state';
import type { Endpoint } from '../../../topology/endpoints';
import { waysIn } from '../../../topology/plan';
import type { WaySessions } from '../../api/cluster';

/** How long statistics may take, ms. */
const LIMIT_MS = 1000;

/** What is known of a cluster's load balancers. */
export interface LoadBalancersState {
  readonly loadBalancer: LoadBalancerEndpoint[] | null;
  readonly loadBalancers?: readonly WaySessions[];
}

/** Asks all load balancers of a cluster for their statistics. Never fails. */
export async function askLoadBalancers(deployment: Deployment): Promise<LoadBalancersState> {
  const { host, port } = deployment.endpoints.stats;
  const answers = await Promise.all(
    waysIn(deployment.plan).map(async ({ loadBalancer: { name, address = host } }) => ({
      name,
      endpoints: await ask(deployment, { host: address, port }),
    })),
  );
  const known = answers.flatMap(({ endpoints }) => (endpoints === null ? [] : [endpoints]));
  return {
    loadBalancer: joined(known),
    ...(answers.length > 1 && {
      loadBalancers: answers.map(({ name, endpoints }) => ({
        name,
        sessions: endpoints && endpoints.reduce((sum, { sessions }) => sum + sessions, 0),
      })),
    }),
  };
}

async function ask(
  deployment: Deployment,
  endpoint: Endpoint,
): Promise<LoadBalancerEndpoint[] | null> {
  try {
    const { status, body } = await askHttp(deployment, endpoint, '/;csv', LIMIT_MS);
    return status === 200 ? parseLoadBalancer(body) : null;
  } catch {
    return null;
  }
}

/** All of them lead to the same nodes; their sessions are different ones. */
function joined(known: readonly LoadBalancerEndpoint[][]): LoadBalancerEndpoint[] | null {
  const [first] = known;
  if (first === undefined) return null;
  return first.map((endpoint) => ({
    ...endpoint,
    sessions: known
      .flat()
      .filter(({ name }) => name === endpoint.name)
      .reduce((sum, { sessions }) => sum + sessions, 0),
  }));
}
