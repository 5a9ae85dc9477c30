import type { ContainerPlan, EtcdMemberPlan } from '../plan';

/**
 * The members of the consensus store in the order in which a container is to ask them: that of its own
 * host first, whose loss is its own as well, then the others. Whoever asks one that is gone without a
 * word waits for it, in the very moment in which a failover is due.
 */
export function nearestMembers(
  etcd: readonly EtcdMemberPlan[],
  { host }: Pick<ContainerPlan, 'host'>,
): readonly EtcdMemberPlan[] {
  if (host === undefined) return etcd;
  return [...etcd].sort((one, other) => Number(other.host === host) - Number(one.host === host));
}
