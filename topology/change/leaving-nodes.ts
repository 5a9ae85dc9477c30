import type { ClusterPlan } from '../plan';
import { allNodes } from '../plan';
import type { ExistingCluster, ExistingNode } from './existing-cluster';

/** A group that keeps some of its nodes and loses others. */
export interface ShrinkingGroup {
  readonly group: number;
  readonly leaving: readonly ExistingNode[];
  readonly staying: readonly ExistingNode[];
}

/** The existing worker groups that a plan has no place for, in their order, each with its nodes. */
export function leavingGroups(
  { nodes }: Pick<ExistingCluster, 'nodes'>,
  plan: ClusterPlan,
): { readonly group: number; readonly nodes: readonly ExistingNode[] }[] {
  const planned = new Set(plan.groups.map(({ group }) => group));
  const groups = [...new Set(nodes.map(({ group }) => group))].filter((one) => !planned.has(one));
  return groups
    .sort((one, other) => one - other)
    .map((group) => ({ group, nodes: nodes.filter((node) => node.group === group) }));
}

/** The groups that a plan keeps with fewer nodes. */
export function shrinkingGroups(
  { nodes }: Pick<ExistingCluster, 'nodes'>,
  plan: ClusterPlan,
): ShrinkingGroup[] {
  const planned = new Set(allNodes(plan).map(({ name }) => name));
  return plan.groups
    .map(({ group }) => {
      const own = nodes.filter((node) => node.group === group);
      const staying = own.filter(({ name }) => planned.has(name));
      return { group, staying, leaving: own.filter((node) => !staying.includes(node)) };
    })
    .filter(({ leaving }) => leaving.length > 0);
}

/** What becomes of the primary of a shrinking group. */
export type Succession =
  | { readonly kind: 'stays' }
  | { readonly kind: 'handover'; readonly from: ExistingNode; readonly to: ExistingNode }
  /** Nobody can tell who it is, or nobody who stays can take over: why, in words. */
  | { readonly kind: 'none'; readonly why: string };

/** Who takes over before the primary of a shrinking group goes. */
export function successionIn({ staying, leaving }: ShrinkingGroup): Succession {
  if (staying.some(({ role }) => role === 'primary')) return { kind: 'stays' };
  const names = leaving.map(({ name }) => name).join(' and ');
  const from = leaving.find(({ role }) => role === 'primary');
  if (from === undefined) {
    return { kind: 'none', why: `in the group of ${names} no node says that it is the primary` };
  }
  const to = staying.find(({ canTakeOver }) => canTakeOver);
  if (to !== undefined) return { kind: 'handover', from, to };
  return {
    kind: 'none',
    why: `${from.name} is the primary, and no node that stays has all of its rows`,
  };
}
