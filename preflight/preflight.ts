import type { ClusterPlan } from '../topology/plan';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker-client';
import { checkBaseImages } from './images';
import { checkPorts } from './ports';

/**
 * Looks at the machine before anything is made: the engine answers, the base images are there, the
 * ports are free or held by this very stack. Changes nothing.
 *
 * @throws UserError naming what is in the way and what to do about it
 */
export async function preflight(plan: ClusterPlan): Promise<void> {
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  await checkBaseImages(plan, docker);
  await checkPorts(plan, docker);
}
