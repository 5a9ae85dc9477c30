import {
  allNodes,
  type ClusterPlan,
  type ContainerPlan,
  type EtcdMemberPlan,
  type GroupPlan,
  type NodePlan,
} from '../../topology/plan';
import type { Credentials } from '../credentials';
import { forEachAtOnce } from '../at-once';
import { request } from '../http/http-request';
import { isExpired } from '../tls/expired-certificate';
import { Patroni, type PatroniReport } from './patroni';
import { clientUrl, listMembers, membershipReasons, type ListedMember } from './store-members';

/** Longest wait for one answer, ms; a busy machine is slow, and a status takes 2 s at most. */
const TIMEOUT_MS = 1000;

/** A node and what its Patroni says; no report where it does not answer. */
export interface NodeObservation {
  readonly node: NodePlan;
  readonly report: PatroniReport | undefined;
  /** Whether that is so because its certificate, or its authority's, is past its end. */
  readonly expired?: boolean;
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
  /** Whether it was not asked because its certificate, or its authority's, is past its end. */
  readonly expired?: boolean;
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

/**
 * Asks every node and member at once, or many at a time; takes not much longer than the wait for one
 * answer unless dozens do not answer.
 *
 * @param limitMs longest wait for one answer; default 1 s
 */
export async function observe(
  plan: ClusterPlan,
  credentials: Credentials,
  limitMs = TIMEOUT_MS,
): Promise<Observation> {
  const at = Date.now();
  const [nodes, etcd, storeMembers] = await Promise.all([
    forEachAtOnce(allNodes(plan), (node) => lookAtNode(node, credentials, limitMs)),
    Promise.all(plan.etcd.map((member) => lookAtMember(member, credentials, limitMs))),
    listMembers(plan.etcd, limitMs, credentials.certificates),
  ]);
  // In the order of the groups.
  let first = 0;
  const groups = plan.groups.map((group) => {
    const own = nodes.slice(first, (first += group.nodes.length));
    return observeGroup(group, own);
  });
  return { at, groups, etcd, storeMembers };
}

async function lookAtNode(
  node: NodePlan,
  credentials: Credentials,
  limitMs: number,
): Promise<NodeObservation> {
  try {
    return { node, report: await new Patroni(node, credentials).report(limitMs) };
  } catch (error) {
    return { node, report: undefined, expired: isExpired(error) };
  }
}

async function lookAtMember(
  member: EtcdMemberPlan,
  { certificates }: Credentials,
  limitMs: number,
): Promise<MemberObservation> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const url = `${clientUrl(member, certificates)}/health`;
    return { member, healthy: (await request(url, { signal }, certificates)).ok };
  } catch (error) {
    return { member, healthy: false, expired: isExpired(error) };
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

/** Why nothing is known of a container. */
export function silenceReason({ name }: ContainerPlan, expired = false): string {
  return expired
    ? `${name} can't be asked: its certificate, or its authority's, has expired`
    : `${name} does not answer`;
}

function nodeReason(
  { node, report, expired }: NodeObservation,
  isPrimary: boolean,
): string | undefined {
  if (report === undefined) return silenceReason(node, expired);
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
    ...down.map(({ member, expired }) => silenceReason(member, expired)),
    ...(storeMembers === undefined ? [] : membershipReasons(planned, storeMembers)),
  ];
}
