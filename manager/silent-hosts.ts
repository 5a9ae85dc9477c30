import { heardParts, partsOn } from '../topology/hosts/parts-on';
import { servingContainers, type ClusterPlan } from '../topology/plan';
import { silenceReason } from './observe/observation';

/** A Docker host, as the manager sees it that tells. */
export interface HostStatus {
  readonly name: string;
  /** False where it has several parts, none of which answers. */
  readonly answers: boolean;
}

/** Parts of a silent host that are named; a large cluster has dozens on each. */
const NAMED = 8;

/**
 * Which hosts answer. One part may be stopped on its own; where all are silent, their host is.
 *
 * @param reasons why the cluster is not healthy, among them one for each silent part
 * @param failing names of the store's members that don't work, which no reason names without a majority
 * @returns all hosts; none in a cluster on one
 */
export function hostStatuses(
  plan: ClusterPlan,
  reasons: readonly string[],
  failing: readonly string[],
): HostStatus[] {
  const told = new Set(reasons);
  return (plan.hosts ?? []).map(({ name }) => {
    const parts = heardParts(plan, name);
    const silent = parts.filter((part) => told.has(silenceReason(part)));
    // A member that works without a majority fails as well: alone it says nothing of its host.
    const isSilent = parts.every((part) => silent.includes(part) || failing.includes(part.name));
    // Nor does the only part of a host.
    return { name, answers: parts.length < 2 || silent.length === 0 || !isSilent };
  });
}

/** The reasons with one for each silent host, first, in the place of those for its parts. */
export function reasonsByHost(
  plan: ClusterPlan,
  hosts: readonly HostStatus[],
  reasons: readonly string[],
): string[] {
  const silent = hosts
    .filter(({ answers }) => !answers)
    .map(({ name }) => ({ name, parts: partsOn(plan, name, servingContainers(plan)) }));
  const covered = new Set(silent.flatMap(({ parts }) => parts.map((part) => silenceReason(part))));
  return [
    ...silent.map(({ name, parts }) => {
      const more = parts.length > NAMED ? ` and ${parts.length - NAMED} more` : '';
      const names = parts.slice(0, NAMED).map((part) => part.name);
      return `host ${name} does not answer: ${names.join(', ')}${more}`;
    }),
    ...reasons.filter((reason) => !covered.has(reason)),
  ];
}
