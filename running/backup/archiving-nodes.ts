import type Docker from 'dockerode';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import { allNodes, type ClusterPlan } from '../../topology/plan';

/** Names of the containers of a plan's nodes that were made to archive their log; of those that are there. */
export async function archivingNodes(
  plan: ClusterPlan,
  docker: Docker,
): Promise<ReadonlySet<string>> {
  if (plan.backup === undefined) return new Set();
  const found = await Promise.all(
    allNodes(plan).map(async ({ container }) => {
      const file = readContainerFile(docker.getContainer(container), PGBACKREST_CONFIGURATION);
      // Docker answers 404 for a file that is missing as for a container.
      return (await file.catch(() => undefined)) === undefined ? [] : [container];
    }),
  );
  return new Set(found.flat());
}
