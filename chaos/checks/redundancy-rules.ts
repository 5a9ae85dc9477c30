import type { ClusterPlan, GroupPlan } from '../../topology/plan';
import type { Step } from '../steps';

/**
 * Why a stack is not redundant for a fault, as what would be lost; undefined where the cluster is
 * built to survive it.
 */
export function wouldLose(plan: ClusterPlan, { fault, target }: Step): string | undefined {
  switch (target.kind) {
    case 'group':
    case 'node': {
      const group =
        target.kind === 'group'
          ? target.group
          : plan.groups.find((one) => one.group === target.node.group);
      const hit = [
        ...(group === undefined ? [] : [group]),
        ...(fault === 'coordinator-and-worker' ? plan.groups.slice(0, 1) : []),
      ];
      return hit.map((one) => lossOfPrimary(plan, one)).find((text) => text !== undefined);
    }
    case 'role':
      return target.groups
        .map((group) => lossOfPrimary(plan, group))
        .find((text) => text !== undefined);
    case 'etcd':
      return target.containers.length >= plan.etcd.length
        ? `all ${plan.etcd.length} etcd members would be gone: no failover until they are back`
        : undefined;
    default:
      // One of each by design; nothing but time is lost.
      return undefined;
  }
}

function lossOfPrimary(plan: ClusterPlan, group: GroupPlan): string | undefined {
  const { name, role, nodes } = group;
  if (nodes.length > 1) {
    return plan.synchronousMode === 'off'
      ? `${name} replicates asynchronously: a failover loses the rows acknowledged last`
      : undefined;
  }
  if (role === 'worker' && plan.shardReplicationFactor > 1) return undefined;
  return role === 'coordinator'
    ? `the coordinator has no standby: every read and write stops until it is back, for good if its volume is lost`
    : `${name} has no standby and its shards no second placement: their rows are out of reach until it is back, lost if its volume is`;
}
