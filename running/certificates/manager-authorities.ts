import type Docker from 'dockerode';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { waysIn, type ClusterPlan } from '../../topology/plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';

/**
 * Certificates (PEM) of the authorities that a cluster trusts, by what a manager's container has, whether
 * it runs or not; undefined where none has any.
 */
export async function managerAuthorities(
  docker: Docker,
  plan: ClusterPlan,
): Promise<string | undefined> {
  const answers = waysIn(plan).map(async ({ manager }) => {
    const container = docker.getContainer(manager.container);
    return (await readContainerFile(container, CERTIFICATE_FILES.authorities)).content;
  });
  return Promise.any(answers).catch(() => undefined);
}
