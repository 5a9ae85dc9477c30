import type Docker from 'dockerode';
import type { ClusterPlan } from '../../topology/plan';
import { certificateVolume } from '../../topology/tls/certificate-files';
import { stageOf, type TlsStage } from '../../topology/tls/tls-stage';
import { CertificateVolume } from '../certificates/certificate-volume';
import { inTime } from '../hosts/in-time';
import { formerPlan } from './former-plan';

/** How long an engine may take to say whether it has a volume, ms. */
const LIMIT_MS = 3000;

/** What a new plan goes on from. */
export interface PresentCluster {
  /** How far it speaks TLS; undefined where there is nothing yet. */
  readonly stage: TlsStage | undefined;
  /** Undefined where volumes alone were kept, or nothing is there. */
  readonly plan?: ClusterPlan | undefined;
}

/**
 * The cluster that is there, by the plan of its manager or of its state. Where volumes alone were kept, how
 * far it spoke TLS is what stands beside the certificates of the store.
 *
 * @param plan names the containers and volumes; any stage does
 */
export async function presentCluster(docker: Docker, plan: ClusterPlan): Promise<PresentCluster> {
  const before = await formerPlan(docker, plan);
  if (before !== undefined) return { stage: stageOf(before), plan: before };
  return { stage: await keptStage(docker, plan) };
}

async function keptStage(docker: Docker, plan: ClusterPlan): Promise<TlsStage | undefined> {
  const [member] = plan.etcd;
  if (member === undefined || !(await hasVolume(docker, member.volume))) return undefined;
  if (!(await hasVolume(docker, certificateVolume(member)))) return 'off';
  const { base, name } = plan.images.services;
  // To other hosts only what was built is sent.
  const image = plan.hosts === undefined ? base : name;
  return (await CertificateVolume.use(docker, member, {}, image, (one) => one.stage())) ?? 'off';
}

async function hasVolume(docker: Docker, name: string): Promise<boolean> {
  return inTime((abortSignal) => docker.getVolume(name).inspect({ abortSignal }), LIMIT_MS).then(
    () => true,
    () => false,
  );
}
