import { UserError } from '../../words/user-error';
import {
  allNodes,
  type ClusterPlan,
  type ContainerPlan,
  type GroupPlan,
  type NodePlan,
  waysIn,
} from '../../topology/plan';
import { FAULTS, type FaultName, type TargetKind } from './fault';
import { hostTargets, type HostTarget } from './host-target';

/** What a fault hits. A group stands for the node that is its primary when the fault comes. */
export type FaultTarget =
  | { readonly kind: 'group'; readonly name: string; readonly group: GroupPlan }
  | { readonly kind: 'node'; readonly name: string; readonly node: NodePlan }
  | {
      readonly kind: 'etcd' | 'load-balancer' | 'pooler' | 'manager';
      readonly name: string;
      readonly containers: readonly ContainerPlan[];
    }
  | HostTarget
  /** Every group of a role, or of both. */
  | { readonly kind: 'role'; readonly name: string; readonly groups: readonly GroupPlan[] };

/** Every target that a fault can hit on a stack. */
export function faultTargets(plan: ClusterPlan, fault: FaultName): FaultTarget[] {
  const kinds: readonly TargetKind[] = FAULTS[fault].targets;
  // On hosts, containers have their host's network, which none can be taken off.
  if (fault === 'disconnect' && plan.hosts !== undefined) return [];
  const all = [...groupTargets(plan, fault), ...nodeTargets(plan), ...serviceTargets(plan)];
  return [...all, ...roleTargets(plan), ...hostTargets(plan)].filter(({ kind }) =>
    kinds.includes(kind),
  );
}

/**
 * The target of that name.
 *
 * @throws UserError listing the targets there are
 */
export function findTarget(plan: ClusterPlan, fault: FaultName, name: string): FaultTarget {
  const targets = faultTargets(plan, fault);
  const found = targets.find((target) => target.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `${fault} on stack "${plan.stack}" has no target "${name}"`,
    targets.length === 0
      ? 'nothing on this stack can be hit by it'
      : `targets: ${targets.map((target) => target.name).join(', ')}`,
  );
}

/** What a fault hits where nobody says: the coordinator, or the one thing it is for. */
export function defaultTarget(plan: ClusterPlan, fault: FaultName): FaultTarget {
  const [first] = faultTargets(plan, fault);
  if (first !== undefined) return first;
  throw new UserError(`${fault} has no target on stack "${plan.stack}"`, needOf(plan, fault));
}

function needOf({ hosts }: ClusterPlan, fault: FaultName): string {
  if (fault === 'switchover') return 'it needs a group with a standby';
  if (fault === 'disconnect' && hosts !== undefined) {
    return 'its containers have the network of their hosts; partition-host cuts one off';
  }
  const kinds: readonly TargetKind[] = FAULTS[fault].targets;
  return kinds.includes('host') ? 'it needs a stack on several hosts' : 'it needs a worker';
}

/** Numbers of the groups whose operations the fault is judged by; empty for all of them. */
export function judgedGroups(fault: FaultName, target: FaultTarget): number[] {
  if (fault === 'coordinator-and-worker') return [];
  const group =
    target.kind === 'group'
      ? target.group.group
      : target.kind === 'node'
        ? target.node.group
        : undefined;
  return group === undefined || group === 0 ? [] : [group];
}

function groupTargets({ groups }: ClusterPlan, fault: FaultName): FaultTarget[] {
  return groups
    .filter(({ role }) => fault !== 'coordinator-and-worker' || role === 'worker')
    .filter(({ nodes }) => fault !== 'switchover' || nodes.length > 1)
    .map((group) => ({ kind: 'group', name: group.name, group }));
}

function nodeTargets(plan: ClusterPlan): FaultTarget[] {
  return allNodes(plan).map((node) => ({ kind: 'node', name: node.name, node }));
}

function serviceTargets(plan: ClusterPlan): FaultTarget[] {
  const { etcd } = plan;
  const ways = waysIn(plan);
  const one = (
    kind: 'etcd' | 'load-balancer' | 'pooler' | 'manager',
    member: ContainerPlan,
  ): FaultTarget => ({
    kind,
    name: member.name,
    containers: [member],
  });
  return [
    ...etcd.map((member) => one('etcd', member)),
    ...(etcd.length > 1 ? [{ kind: 'etcd', name: 'etcd', containers: etcd } as const] : []),
    ...ways.map(({ loadBalancer }) => one('load-balancer', loadBalancer)),
    ...ways.map(({ pooler }) => one('pooler', pooler)),
    ...ways.map(({ manager }) => one('manager', manager)),
  ];
}

function roleTargets({ groups }: ClusterPlan): FaultTarget[] {
  const workers = groups.filter(({ role }) => role === 'worker');
  const coordinators = groups.filter(({ role }) => role === 'coordinator');
  const role = (name: string, members: readonly GroupPlan[]): FaultTarget => ({
    kind: 'role',
    name,
    groups: members,
  });
  if (workers.length === 0) return [role('coordinator', coordinators)];
  return [role('cluster', groups), role('coordinator', coordinators), role('workers', workers)];
}
