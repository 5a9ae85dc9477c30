/** Slots of a host's ports: two of the consensus store, then two a group. */
const GROUPS = 2;

/** Ports of a host, in the order in which nodes have them. */
export const NODE_SLOTS = {
  etcdClient: 0,
  etcdPeer: 1,
  /** PostgreSQL's of a group; Patroni's is the next one. */
  postgres: (group: number): number => GROUPS + 2 * group,
} as const;

/** The first and the last port that nodes of a cluster may listen at on a host. */
export function nodePorts(basePort: number, workers: number): { from: number; to: number } {
  return { from: basePort, to: basePort + NODE_SLOTS.postgres(workers) + 1 };
}
