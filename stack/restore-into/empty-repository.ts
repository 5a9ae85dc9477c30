import type Docker from 'dockerode';
import type { RepositoryAgent } from '../../running/backup/repository-agent';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { REPOSITORY_PATH, stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import { startAll } from '../restore/cluster-containers';

/**
 * Refuses a repository that a cluster of before was backed up to: what is in it would have to go.
 *
 * @param since when the cluster was made, ms since the Unix epoch
 */
export async function refuseOldBackups(
  { stack }: ClusterPlan,
  repositories: readonly RepositoryAgent[],
  since: number,
): Promise<void> {
  for (const repository of repositories) {
    const { stanzas } = await repository.state();
    const old = stanzas.flatMap(({ backups }) => backups).find(({ start }) => start * 1000 < since);
    if (old === undefined) continue;
    throw new UserError(
      `repository ${repository.plan.name} of stack "${stack}" has backups of before (${old.label}), which stay as they are`,
      `\`npm run down -- --stack ${stack}\` removes the stack; give the new one another place (backup.repo), or another name`,
    );
  }
}

/**
 * Removes what the repositories of a new cluster have of it: what is restored is another database, of which
 * they take nothing before. Its nodes are stopped.
 */
export async function emptyRepositories(
  plan: ClusterPlan,
  docker: Docker,
  repositories: readonly RepositoryAgent[],
): Promise<void> {
  await Promise.all(
    repositories.map(async (repository) => {
      // A backup of the stopped nodes may still be under way.
      await restart(docker, repository);
      await repository.removeAll(plan.groups.map(stanzaOf));
      const container = docker.getContainer(repository.plan.container);
      await execInContainer(container, ['rm', '-f', `${REPOSITORY_PATH}/jobs.json`]);
      // What it remembers of all that goes as well.
      await restart(docker, repository);
    }),
  );
}

async function restart(docker: Docker, { plan }: RepositoryAgent): Promise<void> {
  await docker.getContainer(plan.container).kill();
  await startAll(docker, [plan]);
}
