import type { ClusterPlan, GroupPlan } from '../../topology/plan';

/** Which host is meant: one by its name, or the one on which something stands when the fault comes. */
export type HostChoice =
  | { readonly by: 'name'; readonly host: string }
  | { readonly by: 'primary'; readonly group: GroupPlan }
  | { readonly by: 'acting-manager' | 'etcd-leader' | 'most-primaries' };

/** A host that a fault hits. */
export interface HostTarget {
  readonly kind: 'host';
  readonly name: string;
  readonly choice: HostChoice;
}

/**
 * The hosts that a fault can hit, by what stands there and by their names; none in a cluster on one.
 * `way-in` is the host that clients ask first.
 */
export function hostTargets({ hosts = [], groups, loadBalancer }: ClusterPlan): HostTarget[] {
  if (hosts.length === 0) return [];
  const target = (name: string, choice: HostChoice): HostTarget => ({ kind: 'host', name, choice });
  const wayIn = loadBalancer.host;
  return [
    ...groups.map((group) => target(group.name, { by: 'primary', group })),
    ...(['acting-manager', 'etcd-leader', 'most-primaries'] as const).map((by) =>
      target(by, { by }),
    ),
    ...(wayIn === undefined ? [] : [target('way-in', { by: 'name', host: wayIn })]),
    ...hosts
      .filter(({ state }) => state !== 'lost')
      .map(({ name }) => target(name, { by: 'name', host: name })),
  ];
}
