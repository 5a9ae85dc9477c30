import type { ClusterPlan } from '../topology/plan';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker/docker-client';
import type { Owner } from '../toolchain/pulumi/owner';
import type { StackState } from '../toolchain/pulumi/stack-state';
import { checkBaseImages } from '../toolchain/docker/images';
import { findObjects, refuseForeign, type EngineObject } from './ownership';
import { checkPorts } from './ports';

/** Who is about to act on a stack, and what its state says. */
export interface Actor {
  readonly owner: Owner;
  readonly readState: () => Promise<StackState>;
}

/**
 * Looks at the machine before anything is made: the engine answers, the base images are there, what
 * has the plan's names is this state's, the ports are free or held by this very stack. Changes
 * nothing.
 *
 * @returns what has the plan's names on the engine
 * @throws UserError naming what is in the way and what to do about it
 */
export async function preflight(
  plan: ClusterPlan,
  { owner, readState }: Actor,
): Promise<readonly EngineObject[]> {
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  await checkBaseImages(plan, docker);
  const state = await readState();
  const objects = await findObjects(plan, state, docker);
  refuseForeign(plan, objects, state, owner);
  await checkPorts(plan, docker);
  return objects;
}
