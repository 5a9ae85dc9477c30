import type Docker from 'dockerode';
import type { ClusterPlan } from '../../topology/plan';
import { certificateVolume } from '../../topology/tls/certificate-files';
import { stageOf, type TlsStage } from '../../topology/tls/tls-stage';
import { CertificateVolume } from '../certificates/certificate-volume';
import { formerPlan } from './former-plan';

/**
 * How far the cluster that is there speaks TLS: by the plan of its manager or of its state, else, where
 * volumes alone were kept, by what stands beside the certificates of the store.
 *
 * @param plan names the containers and volumes; any stage does
 * @returns undefined where there is nothing yet
 */
export async function presentStage(
  docker: Docker,
  plan: ClusterPlan,
): Promise<TlsStage | undefined> {
  const before = await formerPlan(docker, plan);
  if (before !== undefined) return stageOf(before);
  const [member] = plan.etcd;
  if (member === undefined || !(await hasVolume(docker, member.volume))) return undefined;
  if (!(await hasVolume(docker, certificateVolume(member)))) return 'off';
  const image = plan.images.services.base;
  return (await CertificateVolume.use(docker, member, {}, image, (one) => one.stage())) ?? 'off';
}

async function hasVolume(docker: Docker, name: string): Promise<boolean> {
  return docker
    .getVolume(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}
