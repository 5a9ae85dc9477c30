import { allContainers, servingContainers, type ClusterPlan, type ContainerPlan } from '../plan';

/** All that stands on a host, or what of it is among `parts`. */
export function partsOn(
  plan: ClusterPlan,
  host: string,
  parts: readonly ContainerPlan[] = allContainers(plan),
): ContainerPlan[] {
  return parts.filter((part) => part.host === host);
}

/**
 * What a manager hears of a host by. A repository is looked at each half minute, and by one manager: it says nothing
 * of its host.
 */
export function heardParts(plan: ClusterPlan, host: string): ContainerPlan[] {
  return partsOn(plan, host, servingContainers({ ...plan, backup: undefined }));
}

/** What a part is called on its host, without that one's name: `etcd`, `coordinator`, `worker-1`. */
export function nameOnHost(part: string, host: string): string {
  return part.endsWith(`-${host}`) ? part.slice(0, -host.length - 1) : part;
}
