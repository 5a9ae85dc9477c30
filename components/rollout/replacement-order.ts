import type { NodeStatus, StatusDocument } from '../../manager/status-document';
import type { ClusterPlan, GroupPlan, NodePlan } from '../../topology/plan';

/** What a standby that keeps up may lack at a look. */
const ON_ITS_WAY_BYTES = 16 * 2 ** 20;

/**
 * The order in which a running cluster's containers are made and replaced: the members of the
 * consensus store, those that join it first, so that the others are not missed; then group after group, in
 * each the nodes out of service, the standbys, the primary, and last the nodes that join it: the manager does
 * not know them yet, and could not say whether a group that leans on one of them works.
 *
 * @returns names of members and nodes
 */
export function replacementOrder(plan: ClusterPlan, status: StatusDocument): string[] {
  const rank = (name: string): number => {
    const node = status.nodes.find((one) => one.name === name);
    if (node === undefined) return 3;
    if (node.role === 'primary') return 2;
    return isAtWork(node) ? 1 : 0;
  };
  const ordered = ({ nodes }: GroupPlan): string[] =>
    nodes.map(({ name }) => name).sort((one, other) => rank(one) - rank(other));
  const names = plan.etcd.map(({ name }) => name);
  const isMember = (name: string): boolean => status.etcd.some((one) => one.name === name);
  const members = names.sort((one, other) => Number(isMember(one)) - Number(isMember(other)));
  return [...members, ...plan.groups.flatMap(ordered)];
}

/**
 * Whether a member or node works, and with it its group as it should: a primary there, and a standby
 * that could take over without losing an acknowledged write, where the group keeps another node that the
 * manager knows.
 */
export function isInService(plan: ClusterPlan, status: StatusDocument, name: string): boolean {
  const member = status.etcd.find((one) => one.name === name);
  if (member !== undefined) return member.healthy;
  const node = status.nodes.find((one) => one.name === name);
  const group = status.groups.find((one) => one.group === node?.group);
  if (node === undefined || group === undefined || group.primary === null) return false;
  const { nodes = [] } = plan.groups.find((one) => one.group === node.group) ?? {};
  const known = nodes.filter((one) => status.nodes.some(({ name }) => name === one.name));
  const alone = known.length === 1;
  return isAtWork(node) && (alone || group.redundant);
}

/**
 * Whether a node that is to take another's place could do so: it streams, and has all but what is on its
 * way. It becomes a synchronous standby only once the other has gone.
 */
export function canReplace(status: StatusDocument, name: string): boolean {
  const node = status.nodes.find((one) => one.name === name);
  return node !== undefined && isAtWork(node) && (node.lagBytes ?? 0) < ON_ITS_WAY_BYTES;
}

/**
 * Which of some nodes is to lead their group, and who leads it; the same node where one of them does.
 *
 * @param candidates those of the group that are to lead it, rather than the others
 * @returns undefined while nobody leads, or none of them could take over without losing a row
 */
export function successionOf(
  { synchronousMode }: ClusterPlan,
  { nodes }: StatusDocument,
  group: number,
  candidates: readonly NodePlan[],
): { readonly from: string; readonly to: string } | undefined {
  const leader = nodes.find((one) => one.group === group && one.role === 'primary');
  const heirs = nodes.filter((one) => candidates.some(({ name }) => name === one.name));
  const heir =
    heirs.find((one) => one === leader) ??
    heirs.find((one) => isAtWork(one) && (one.synchronous || synchronousMode === 'off'));
  return leader && heir && { from: leader.name, to: heir.name };
}

function isAtWork({ role, state }: NodeStatus): boolean {
  return role === 'primary' ? state === 'running' : state === 'streaming';
}
