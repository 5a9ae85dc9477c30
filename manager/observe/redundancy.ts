import type { ClusterPlan } from '../../topology/plan';
import { stateOf, type GroupObservation } from './observation';

/** Whether a standby could take over from the primary now without losing an acknowledged write. */
export function isRedundant(plan: ClusterPlan, { nodes, primary }: GroupObservation): boolean {
  if (primary === undefined) return false;
  const streaming = nodes.filter(
    (node) => node !== primary && stateOf(node.report) === 'streaming',
  );
  if (plan.synchronousMode === 'off') return streaming.length > 0;
  // The primary waits for it, and Patroni knows that it does.
  return streaming.some(({ node, report }) => {
    const stream = primary.report?.replication?.find(
      ({ application_name }) => application_name === node.name,
    );
    const waited = stream?.sync_state === 'sync' || stream?.sync_state === 'quorum';
    return waited && report?.sync_standby === true;
  });
}

/** What a group with a primary lacks without a standby to take over; undefined where it has one. */
export function redundancyReason(
  plan: ClusterPlan,
  observed: GroupObservation,
): string | undefined {
  const { group, nodes, primary } = observed;
  if (nodes.length === 1 || primary === undefined || isRedundant(plan, observed)) return undefined;
  switch (plan.synchronousMode) {
    case 'off':
      return `${group.name} has no standby that streams`;
    case 'on':
      return `${group.name} has no synchronous standby: its primary acknowledges writes alone`;
    case 'strict':
      return `${group.name} has no synchronous standby: its writes wait`;
  }
}
