import { allContainers, type ClusterPlan, type ContainerPlan } from '../plan';

/** All that stands on a host, or what of it is among `parts`. */
export function partsOn(
  plan: ClusterPlan,
  host: string,
  parts: readonly ContainerPlan[] = allContainers(plan),
): ContainerPlan[] {
  return parts.filter((part) => part.host === host);
}

/** What a part is called on its host, without that one's name: `etcd`, `coordinator`, `worker-1`. */
export function nameOnHost(part: string, host: string): string {
  return part.endsWith(`-${host}`) ? part.slice(0, -host.length - 1) : part;
}
