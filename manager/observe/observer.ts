import type { ClusterPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { observe, type Observation } from './observation';

/** Looks at the cluster, and shares what was seen among those who ask at about the same time. */
export class Observer {
  private latest: Observation | undefined;
  private underWay: Promise<Observation> | undefined;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
  ) {}

  /** The cluster as it is from now on. */
  async now(): Promise<Observation> {
    const look = observe(this.plan, this.credentials);
    this.underWay = look;
    try {
      const observation = await look;
      if (observation.at >= (this.latest?.at ?? 0)) this.latest = observation;
      return observation;
    } finally {
      if (this.underWay === look) this.underWay = undefined;
    }
  }

  /** The cluster as it was at most this long ago, ms. */
  async within(ageMs: number): Promise<Observation> {
    if (this.latest !== undefined && Date.now() - this.latest.at <= ageMs) return this.latest;
    return this.underWay ?? this.now();
  }
}
