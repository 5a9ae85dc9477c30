import { waysIn, type ClusterPlan, type GroupPlan } from '../../topology/plan';
import type { HostChoice } from '../faults/host-target';
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
    case 'host':
      return fault === 'drain-host' || fault === 'slow-host'
        ? undefined
        : hostsOf(plan, target.choice)
            .map((host) => lossOfHost(plan, host))
            .find((text) => text !== undefined);
    default:
      // One of each by design; nothing but time is lost.
      return undefined;
  }
}

/** The hosts that may be meant. */
function hostsOf({ hosts = [], groups }: ClusterPlan, choice: HostChoice): string[] {
  if (choice.by === 'name') return [choice.host];
  if (choice.by !== 'primary') return hosts.map(({ name }) => name);
  const nodes = groups.find(({ group }) => group === choice.group.group)?.nodes ?? [];
  return nodes.flatMap(({ host }) => host ?? []);
}

function lossOfHost(plan: ClusterPlan, host: string): string | undefined {
  const stays = (one: { readonly host?: string | undefined }): boolean => one.host !== host;
  const { etcd, groups } = plan;
  if (etcd.filter(stays).length <= etcd.length / 2) {
    return `etcd has no majority without ${host}: writes stop until it is back`;
  }
  if (!waysIn(plan).some(({ loadBalancer }) => stays(loadBalancer))) {
    return `all ways in are on ${host}: no client gets through until it is back`;
  }
  return groups
    .filter(({ nodes }) => !nodes.every(stays))
    .map((group) => lossOfPrimary(plan, group))
    .find((text) => text !== undefined);
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
