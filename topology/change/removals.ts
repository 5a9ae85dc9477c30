import type { ClusterPlan } from '../plan';
import type { ExistingCluster, ExistingNode } from './existing-cluster';
import { leavingGroups, shrinkingGroups, successionIn } from './leaving-nodes';

/** What has to be done before nodes may go. */
export interface Removals {
  /** Primaries that hand over to a node that stays. */
  readonly handovers: readonly {
    readonly group: number;
    readonly from: ExistingNode;
    readonly to: ExistingNode;
  }[];
  /** Empty worker groups that leave the catalogue and the consensus store. */
  readonly groups: readonly { readonly group: number; readonly nodes: readonly ExistingNode[] }[];
}

/** What the nodes need that a plan has no place for; the plan was not refused. */
export function removalsFor(existing: ExistingCluster, plan: ClusterPlan): Removals {
  const handovers = shrinkingGroups(existing, plan).flatMap((shrinking) => {
    const succession = successionIn(shrinking);
    if (succession.kind !== 'handover') return [];
    return { group: shrinking.group, from: succession.from, to: succession.to };
  });
  return { handovers, groups: leavingGroups(existing, plan) };
}
