import { MOST_WORKERS } from '../most-workers';

/** Slots of a host's ports: two of the consensus store, then two a group, for as many groups as there can be. */
const GROUPS = 2;

/** The coordinator and the workers. Backups come after all of them: a worker that is added gets no port of theirs. */
const MOST_GROUPS = MOST_WORKERS + 1;
const REPOSITORIES = GROUPS + 2 * MOST_GROUPS;

/** Repositories that there can be (`backup.repo`, `backup.repo2`). */
const MOST_REPOSITORIES = 2;
const BACKED_UP = REPOSITORIES + 2 * MOST_REPOSITORIES;

/** Ports of a host, in the order in which nodes have them. */
export const NODE_SLOTS = {
  etcdClient: 0,
  etcdPeer: 1,
  /** PostgreSQL's of a group; Patroni's is the next one. */
  postgres: (group: number): number => GROUPS + 2 * group,
  /** `pgbackrest server` of a repository, by its number from 1 on; its agent's is the next one. */
  repository: (number: number): number => REPOSITORIES + 2 * (number - 1),
  /** `pgbackrest server` of a group's nodes, from which repositories read the data. */
  backedUp: (group: number): number => BACKED_UP + group,
} as const;

/** First and last port of a range. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** The ports that a cluster may listen at on a host, from its first one on; none of backups where there are none. */
export function nodePorts(basePort: number, workers: number, isBackedUp: boolean): PortRange[] {
  const range = (first: number, last: number): PortRange => ({
    from: basePort + first,
    to: basePort + last,
  });
  return [
    range(NODE_SLOTS.etcdClient, NODE_SLOTS.postgres(workers) + 1),
    ...(isBackedUp ? [range(NODE_SLOTS.repository(1), NODE_SLOTS.backedUp(workers))] : []),
  ];
}
