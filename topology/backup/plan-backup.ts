import type { Site } from '../site';
import type { BackupConfig } from './backup-config';
import type { BackupPlan, RepositoryPlan } from './backup-plan';

const PORT = { pgbackrest: 8432, agent: 8433 } as const;

/** A container, a volume and ports for each repository. */
export function planBackup({ repositories, ...how }: BackupConfig, site: Site): BackupPlan {
  return {
    ...how,
    repositories: repositories.map((repository, index): RepositoryPlan => {
      const container = site.container(index === 0 ? 'backup' : 'backup-2', 'backup');
      return {
        ...container,
        number: index + 1,
        repository,
        volume: container.container,
        port: PORT.pgbackrest,
        agentPort: PORT.agent,
      };
    }),
    nodePort: PORT.pgbackrest,
  };
}
