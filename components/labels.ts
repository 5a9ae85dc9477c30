import type { ClusterPlan } from '../topology/plan';

/** What a container is for, as its labels say. */
export interface ContainerLabels {
  readonly role:
    | 'coordinator'
    | 'worker'
    | 'etcd'
    | 'load-balancer'
    | 'pooler'
    | 'manager'
    | 'floating-address'
    | 'backup';
  /** Number of the Patroni group, for database nodes. */
  readonly group?: number;
}

/** The labels of anything that belongs to the stack, e.g. a volume. */
export function labelList(
  plan: ClusterPlan,
  { role, group }: Partial<ContainerLabels> = {},
): { label: string; value: string }[] {
  const labels = { stack: plan.stack, role, group };
  return Object.entries(labels).flatMap(([name, value]) =>
    value === undefined ? [] : [{ label: `citus-cluster.${name}`, value: String(value) }],
  );
}
