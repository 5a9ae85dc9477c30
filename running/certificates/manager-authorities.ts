import type Docker from 'dockerode';
import { readContainerFile } from '../../toolchain/docker/container-files';
import type { ClusterPlan } from '../../topology/plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';

/**
 * Certificates (PEM) of the authorities that a cluster trusts, by what its manager's container has, whether
 * it runs or not; undefined where it has none.
 */
export async function managerAuthorities(
  docker: Docker,
  { manager }: ClusterPlan,
): Promise<string | undefined> {
  const container = docker.getContainer(manager.container);
  return readContainerFile(container, CERTIFICATE_FILES.authorities).then(
    ({ content }) => content,
    () => undefined,
  );
}
