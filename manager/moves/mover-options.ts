import type { ClusterPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import type { Observation } from '../observe/observation';

/** What a mover of shards works with. */
export interface MoverOptions {
  readonly plan: ClusterPlan;
  readonly credentials: Credentials;
  /** The cluster as it was seen within the last half second. */
  readonly look: () => Promise<Observation>;
  /** Whether its manager is the acting one. */
  readonly isActing: () => boolean;
}
