import type { StatusDocument } from '../../manager/status-document';
import type { ClusterPlan } from '../../topology/plan';

/**
 * What is missing for full redundancy: a primary in each group, every other node a streaming
 * standby, and as many synchronous ones as the configuration wants. Empty when nothing is.
 */
export function missingRedundancy(plan: ClusterPlan, status: StatusDocument): string[] {
  return plan.groups.flatMap(({ group, name, nodes }) => {
    const seen = status.nodes.filter((node) => node.group === group);
    const primaries = seen.filter(({ role }) => role === 'primary');
    const standbys = seen.filter(({ role }) => role !== 'primary');
    const idle = standbys.filter(({ role, state }) => role !== 'standby' || state !== 'streaming');
    const waitedFor = plan.synchronousMode !== 'off' && nodes.length > 1;
    return [
      ...(primaries.length === 1 ? [] : [`${name} has ${primaries.length || 'no'} primary`]),
      ...idle.map((node) => `${node.name} is ${node.state}`),
      ...(waitedFor && idle.length === 0 && !standbys.some(({ synchronous }) => synchronous)
        ? [`${name} has no synchronous standby`]
        : []),
    ];
  });
}

/** Name of the node that is a group's primary; undefined where none is. */
export function primaryOf(status: StatusDocument, group: number): string | undefined {
  return status.groups.find((one) => one.group === group)?.primary ?? undefined;
}
