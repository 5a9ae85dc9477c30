import type { ContainerPlan, GroupPlan, NodePlan } from '../plan';
import type { BackupConfig, RepositoryConfig } from './backup-config';

/** A repository and the container that keeps it. */
export interface RepositoryPlan extends ContainerPlan {
  /** pgBackRest's number of it, 1 or 2. */
  readonly number: number;
  readonly repository: RepositoryConfig;
  /** Docker volume at {@link REPOSITORY_PATH}; of a repository elsewhere it holds the state of jobs alone. */
  readonly volume: string;
  /** Port of `pgbackrest server` there. */
  readonly port: number;
  /** Port of the agent, which starts jobs and tells of them. */
  readonly agentPort: number;
}

/** How a cluster is backed up: everything decided. */
export interface BackupPlan extends Omit<BackupConfig, 'repositories'> {
  readonly repositories: readonly RepositoryPlan[];
  /**
   * Port of `pgbackrest server` on nodes, at which base backups are read. Nodes of several groups share a
   * host: there it is the coordinator's, and {@link backedUpPort} tells the others'.
   */
  readonly nodePort: number;
}

/** Port of `pgbackrest server` on a node. */
export function backedUpPort(
  { nodePort }: Pick<BackupPlan, 'nodePort'>,
  { group, host }: Pick<NodePlan, 'group' | 'host'>,
): number {
  return host === undefined ? nodePort : nodePort + group;
}

/** Where a repository's container has its volume. */
export const REPOSITORY_PATH = '/var/lib/pgbackrest';

/** Configuration of pgBackRest, in repositories' containers and on nodes. */
export const PGBACKREST_CONFIGURATION = '/etc/pgbackrest/pgbackrest.conf';

/** pgBackRest's name of what a group is backed up as: `coordinator`, `worker-1`, … */
export function stanzaOf({ name }: Pick<GroupPlan, 'name'>): string {
  return name;
}
