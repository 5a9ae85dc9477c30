import { allNodes, type ClusterPlan, type GroupPlan } from '../../topology/plan';
import { FAULTS, type FaultName } from '../faults/fault';
import type { HostChoice } from '../faults/host-target';
import { mostOften } from '../faults/most-often';
import type { FaultTarget } from '../faults/target';

/** Which node is primary of each group now, by the group's number; missing where nobody knows. */
export type Primaries = ReadonlyMap<number, string>;

/**
 * What a fault on a target will do, a sentence each, for whoever has to confirm it.
 *
 * @param primaries as far as they are known
 */
export function consequences(
  plan: ClusterPlan,
  fault: FaultName,
  target: FaultTarget,
  primaries: Primaries,
): string[] {
  return [
    act(plan, fault, target, primaries),
    ...outage(plan, fault, target, primaries),
    'The run writes to tables of its own meanwhile, chaos_writes and chaos_accounts, and drops them at the end.',
  ];
}

function act(
  plan: ClusterPlan,
  fault: FaultName,
  target: FaultTarget,
  primaries: Primaries,
): string {
  const what = victim(plan, fault, target, primaries);
  const { held } = FAULTS[fault];
  const until = held ? ', and healed after the hold' : '';
  switch (fault) {
    case 'kill-postgres':
      return `The postmaster of ${what} is killed with kill -9; its Patroni goes on.`;
    case 'switchover':
      return `Patroni makes a standby of ${target.name} its primary; ${what} becomes a standby.`;
    case 'kill-haproxy':
      return 'The load balancer is killed with kill -9, and with it every session of every client; Docker starts it again.';
    case 'kill-manager':
      return 'The manager is killed with kill -9; Docker starts it again.';
    case 'rolling-update':
      return `Every node of ${what} is replaced, one after the other, by one with another memory limit, and then again with the old one.`;
    case 'pause':
      return `All processes of ${what} are frozen${until}.`;
    case 'disconnect':
      return `${sentence(what)} is unplugged from the network${until}.`;
    case 'stop':
      return `${sentence(what)} is shut down with docker stop${until}.`;
    case 'kill-host':
      return `${sentence(what)} is gone at once, with all that stands on it${until}.`;
    case 'pause-host':
      return `Everything on ${what} is frozen${until}.`;
    case 'partition-host':
      return `${sentence(what)} is cut off from the other hosts${until}.`;
    case 'partition-host-in':
      return `${sentence(what)} hears no other host${until}.`;
    case 'partition-host-out':
      return `${sentence(what)} is heard by no other host${until}.`;
    case 'slow-host':
      return `The line of ${what} gets slow and loses packets${until}.`;
    case 'drain-host':
      return `The primaries on ${what} hand over one by one, and back after the hold.`;
    default:
      return `${sentence(what)} is killed with docker kill${until}.`;
  }
}

function victim(
  plan: ClusterPlan,
  fault: FaultName,
  target: FaultTarget,
  primaries: Primaries,
): string {
  switch (target.kind) {
    case 'group': {
      const also =
        fault === 'coordinator-and-worker' && plan.groups[0] !== undefined
          ? [primaryOf(plan.groups[0], primaries)]
          : [];
      return [...also, primaryOf(target.group, primaries)].join(', and ');
    }
    case 'node': {
      const { name, group } = target.node;
      return primaries.get(group) === name ? `${name}, which is primary now` : name;
    }
    case 'role':
      return `the ${target.name}`;
    case 'host':
      return hostInWords(plan, target.choice, primaries);
    default:
      return target.containers.map(({ name }) => name).join(', ');
  }
}

function hostInWords(plan: ClusterPlan, choice: HostChoice, primaries: Primaries): string {
  switch (choice.by) {
    case 'name':
      return choice.host;
    case 'primary':
      return `the host of ${primaryOf(choice.group, primaries)}`;
    case 'acting-manager':
      return 'the host of the manager that acts';
    case 'etcd-leader':
      return 'the host of the etcd member that leads';
    case 'most-primaries': {
      const hosts = allNodes(plan).flatMap(({ name, host }) =>
        [...primaries.values()].includes(name) ? [host] : [],
      );
      const most = mostOften(hosts);
      return `the host of most primaries${most === undefined ? '' : `, ${most} now,`}`;
    }
  }
}

function primaryOf({ name, group }: GroupPlan, primaries: Primaries): string {
  const primary = primaries.get(group);
  return primary === undefined ? `the primary of ${name}` : `${primary}, the primary of ${name},`;
}

/** Who notices. */
function outage(
  plan: ClusterPlan,
  fault: FaultName,
  target: FaultTarget,
  primaries: Primaries,
): string[] {
  switch (target.kind) {
    case 'group':
      return outageOf(plan, target.group);
    case 'node': {
      const { node } = target;
      const primary = primaries.get(node.group);
      if (primary !== undefined && primary !== node.name) {
        return ['It is a standby: clients should notice little, and the group is not redundant.'];
      }
      const group = plan.groups.find((one) => one.group === node.group);
      return group === undefined ? [] : outageOf(plan, group);
    }
    case 'etcd':
      return target.containers.length >= plan.etcd.length
        ? ['Without the consensus store primaries step down: writes stop until it is back.']
        : ['The other members of the consensus store go on.'];
    case 'load-balancer':
      return ['No client gets through until it is back.'];
    case 'pooler':
      return ['No client of the pooled port gets through until it is back.'];
    case 'manager':
      return fault === 'kill-manager'
        ? ['Clients notice nothing; the page knows little of the cluster until it is back.']
        : ['Clients notice nothing; a failover meanwhile takes longer.'];
    case 'role':
      return ['Each group fails over once in between.'];
    case 'host':
      return outageOfHost(fault);
  }
}

function outageOfHost(fault: FaultName): string[] {
  if (fault === 'slow-host') return ['Writes that wait for what stands there take longer.'];
  if (fault === 'drain-host') return ['Writes of each group stop for a second or two, twice.'];
  return [
    'Writes of every group with a node there stop for some seconds, until a standby has taken over, or the primary goes on without its standby; those groups are not redundant until the host is back.',
  ];
}

function outageOf(plan: ClusterPlan, { role, name, nodes }: GroupPlan): string[] {
  const everything = role === 'coordinator' || plan.groups.length === 1;
  const rows = everything ? 'Writes' : `Reads and writes of the rows on ${name}`;
  return nodes.length > 1
    ? [`${rows} stop for some seconds, until a standby has taken over.`]
    : [`${rows} stop until it is back: ${name} has no standby.`];
}

/** With a capital letter. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
