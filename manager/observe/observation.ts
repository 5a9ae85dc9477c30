import type { ClusterPlan, EtcdMemberPlan, GroupPlan, NodePlan } from '../../topology/plan';
import { Patroni, type PatroniReport } from './patroni';
import { listMembers, membershipReasons, type ListedMember } from './store-members';

/** Longest wait for one answer, ms; a busy machine is slow, and a status takes 2 s at most. */
const TIMEOUT_MS = 1000;

/** A node and what its Patroni says; no report where it does not answer. */
export interface NodeObservation {
  readonly node: NodePlan;
  readonly report: PatroniReport | undefined;
}

/** A group and its primary; none where no node or more than one says that it is. */
export interface GroupObservation {
  readonly group: GroupPlan;
  readonly nodes: readonly NodeObservation[];
  readonly primaries: readonly NodeObservation[];
  readonly primary: NodeObservation | undefined;
}

/** A member of the consensus store; healthy where it says that it can reach a majority. */
export interface MemberObservation {
  readonly member: EtcdMemberPlan;
  readonly healthy: boolean;
}

/** The whole cluster at one moment. */
export interface Observation {
  /** ms since the Unix epoch. */
  readonly at: number;
  readonly groups: readonly GroupObservation[];
  readonly etcd: readonly MemberObservation[];
  /** The members that the store itself lists; undefined where none tells. */
  readonly storeMembers: readonly ListedMember[] | undefined;
}

/** Asks every node and member at once; never takes much longer than {@link TIMEOUT_MS}. */
export async function observe(plan: ClusterPlan): Promise<Observation> {
  const at = Date.now();
  const [groups, etcd, storeMembers] = await Promise.all([
    Promise.all(plan.groups.map(lookAtGroup)),
    Promise.all(plan.etcd.map(lookAtMember)),
    listMembers(plan.etcd, TIMEOUT_MS),
  ]);
  return { at, groups, etcd, storeMembers };
}

async function lookAtGroup(group: GroupPlan): Promise<GroupObservation> {
  const nodes = group.nodes.map(async (node) => ({
    node,
    // Reading needs no password.
    report: await new Patroni(node, '').report(TIMEOUT_MS),
  }));
  return observeGroup(group, await Promise.all(nodes));
}

async function lookAtMember(member: EtcdMemberPlan): Promise<MemberObservation> {
  try {
    const response = await fetch(`http://${member.name}:${member.clientPort}/health`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return { member, healthy: response.ok };
  } catch {
    return { member, healthy: false };
  }
}

/** Finds a group's primary among its nodes' reports. */
export function observeGroup(
  group: GroupPlan,
  nodes: readonly NodeObservation[],
): GroupObservation {
  const primaries = nodes.filter(({ report }) => isPrimary(report));
  return { group, nodes, primaries, primary: primaries.length === 1 ? primaries[0] : undefined };
}

function isPrimary(report: PatroniReport | undefined): boolean {
  // Patroni 3 says `master`.
  return report?.state === 'running' && (report.role === 'primary' || report.role === 'master');
}

/** A node's state in Patroni's words; `streaming` is a standby that follows its primary. */
export function stateOf(report: PatroniReport | undefined): string {
  if (report === undefined) return 'unreachable';
  const running = report.state === 'running';
  return (running ? report.replication_state : undefined) ?? report.state;
}

/** Why a group can't do its work, or does it with less than it should; empty when all is well. */
export function groupReasons({ group, nodes, primaries }: GroupObservation): string[] {
  if (primaries.length > 1) {
    const names = primaries.map(({ node }) => node.name).join(' and ');
    return [`${group.name} has ${primaries.length} primaries: ${names}`];
  }
  const missing = primaries.length === 0 ? [`${group.name} has no primary`] : [];
  const down = nodes.flatMap((node) => nodeReason(node, primaries.includes(node)) ?? []);
  return [...missing, ...down];
}

function nodeReason({ node, report }: NodeObservation, isPrimary: boolean): string | undefined {
  if (report === undefined) return `${node.name} does not answer`;
  const state = stateOf(report);
  if (state !== 'running') return state === 'streaming' ? undefined : `${node.name} is ${state}`;
  return isPrimary ? undefined : `${node.name} does not stream from a primary`;
}

/** What the consensus store lacks, and how its members are others than planned; else empty. */
export function etcdReasons({
  etcd,
  storeMembers,
}: Pick<Observation, 'etcd' | 'storeMembers'>): string[] {
  const down = etcd.filter(({ healthy }) => !healthy);
  const up = etcd.length - down.length;
  // A member without a majority answers that it is not healthy.
  if (down.length > 0 && up <= etcd.length / 2) {
    const working = `${up} of ${etcd.length} members ${up === 1 ? 'works' : 'work'}`;
    return [`etcd has no majority: ${working}; no failover until then`];
  }
  const planned = etcd.map(({ member }) => member);
  return [
    ...down.map(({ member }) => `${member.name} does not answer`),
    ...(storeMembers === undefined ? [] : membershipReasons(planned, storeMembers)),
  ];
}
