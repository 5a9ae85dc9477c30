import type { ClusterPlan, GroupPlan, NodePlan } from '../topology/plan';
import { Patroni, type PatroniReport } from './patroni';

/** Longest wait for one node's answer, ms; a busy machine is slow, and a status takes 2 s at most. */
const TIMEOUT_MS = 1200;

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

/** The whole cluster at one moment. */
export interface Observation {
  /** ms since the Unix epoch. */
  readonly at: number;
  readonly groups: readonly GroupObservation[];
}

/** Asks every node at once; never takes much longer than {@link TIMEOUT_MS}. */
export async function observe(plan: ClusterPlan, apiPassword: string): Promise<Observation> {
  const groups = await Promise.all(
    plan.groups.map(async (group) => {
      const nodes = await Promise.all(
        group.nodes.map(async (node) => ({
          node,
          report: await new Patroni(node, apiPassword).report(TIMEOUT_MS),
        })),
      );
      return observeGroup(group, nodes);
    }),
  );
  return { at: Date.now(), groups };
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
  const down = nodes
    .filter(({ report }) => !['running', 'streaming'].includes(stateOf(report)))
    .map(({ node, report }) =>
      report === undefined ? `${node.name} does not answer` : `${node.name} is ${stateOf(report)}`,
    );
  return [...missing, ...down];
}
