import { NODE_SLOTS } from '../hosts/node-ports';
import type { Site } from '../site';
import type { BackupConfig } from './backup-config';
import type { BackupPlan, RepositoryPlan } from './backup-plan';

const PORT = { pgbackrest: 8432, agent: 8433 } as const;

/**
 * A container, a volume and ports for each repository.
 *
 * @param hosts the host of each, where there are several
 */
export function planBackup(
  { repositories, ...how }: BackupConfig,
  site: Site,
  hosts: readonly string[] = [],
): BackupPlan {
  return {
    ...how,
    repositories: repositories.map((repository, index): RepositoryPlan => {
      const number = index + 1;
      const part = index === 0 ? 'backup' : 'backup-2';
      const container = site.container(part, 'backup', hosts[index]);
      const slot = NODE_SLOTS.repository(number);
      return {
        ...container,
        number,
        repository,
        volume: container.container,
        port: site.port(PORT.pgbackrest, slot),
        agentPort: site.port(PORT.agent, slot + 1),
      };
    }),
    nodePort: site.port(PORT.pgbackrest, NODE_SLOTS.backedUp(0)),
  };
}
