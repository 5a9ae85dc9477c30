import type { Placement } from './placement';

/**
 * The placements on the way from one to another. In each step a group loses one node at most and gets one
 * for it, the store one member and the ways in one, so that whoever stays has all rows and the majority.
 *
 * @returns the steps in order, the last one with all that `wanted` has; none where that is so already
 */
export function placementSteps(former: Placement, wanted: Placement): Placement[] {
  const steps: Placement[] = [];
  for (let present = former; ;) {
    const next: Placement = {
      etcd: exchangeOne(present.etcd, wanted.etcd),
      groups: present.groups.map((nodes, group) =>
        exchangeOne(nodes, wanted.groups[group] ?? nodes),
      ),
      ingress: exchangeOne(present.ingress, wanted.ingress),
      // Whichever of them moves begins anew, and nothing else depends on it.
      repositories: wanted.repositories,
    };
    if (textOf(next) === textOf(present)) return steps;
    steps.push(next);
    present = next;
  }
}

/** The hosts with one that is not wanted replaced by one that is; in the wanted order once all are there. */
function exchangeOne(present: readonly string[], wanted: readonly string[]): readonly string[] {
  const missing = wanted.find((name) => !present.includes(name));
  const surplus = present.findLast((name) => !wanted.includes(name));
  if (missing === undefined)
    return surplus === undefined ? wanted : present.filter((name) => name !== surplus);
  if (surplus === undefined) return [...present, missing];
  return present.map((name) => (name === surplus ? missing : name));
}

function textOf({ etcd, groups, ingress, repositories }: Placement): string {
  return JSON.stringify([etcd, groups, ingress, repositories]);
}
