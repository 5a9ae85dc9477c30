import { waysIn, type ClusterPlan, type IngressPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { askLoadBalancer, type LoadBalancerAnswer } from './load-balancer-probe';
import { PoolerProbe, type PoolerAnswer } from './pooler-probe';

/** What a way into the cluster answered. */
export interface WayAnswer {
  readonly way: IngressPlan;
  readonly loadBalancer: LoadBalancerAnswer;
  readonly pooler: PoolerAnswer;
}

/** Asks every way into the cluster how it is. */
export class WaysInProbe {
  private readonly ways: readonly { readonly way: IngressPlan; readonly pooler: PoolerProbe }[];

  constructor(
    plan: ClusterPlan,
    private readonly credentials: Credentials,
  ) {
    this.ways = waysIn(plan).map((way) => ({
      way,
      pooler: new PoolerProbe(way.pooler, credentials),
    }));
  }

  /** Their answers now, in the order of the plan. */
  ask(): Promise<WayAnswer[]> {
    return Promise.all(
      this.ways.map(async ({ way, pooler: probe }) => {
        const [loadBalancer, pooler] = await Promise.all([
          askLoadBalancer(way.loadBalancer, this.credentials),
          probe.ask(),
        ]);
        return { way, loadBalancer, pooler };
      }),
    );
  }
}
