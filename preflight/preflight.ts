import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';
import {
  engineAt,
  engineInfo,
  noEngine,
  type DockerEngine,
} from '../toolchain/docker/docker-client';
import { checkBaseImages } from '../toolchain/docker/images';
import type { Owner } from '../toolchain/pulumi/owner';
import type { StackState } from '../toolchain/pulumi/stack-state';
import { checkHosts } from './hosts';
import { checkHostPorts } from './host-ports';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { findObjects, refuseForeign, type EngineObject } from './ownership';
import { checkPorts } from './ports';

/** Who is about to act on a stack, and what its state says. */
export interface Actor {
  readonly owner: Owner;
  readonly readState: () => Promise<StackState>;
}

/** How the machine is looked at. */
export interface PreflightOptions {
  /** Default: the one that the docker command line would talk to. */
  readonly engine?: DockerEngine;
  /** The engines of the cluster's hosts as one; default that engine. */
  readonly docker?: Docker;
  /**
   * Takes what would stop an update and is no reason to stop: a preview may run on a machine without
   * the engine. Default: it is an error.
   */
  readonly warn?: (text: string) => unknown;
}

/**
 * Looks at the machine before anything is made: the engine answers, the base images are there, what
 * has the plan's names is this state's, the ports are free or held by this very stack. Changes
 * nothing.
 *
 * @returns what has the plan's names on the engine; undefined where that can't be told
 * @throws UserError naming what is in the way and what to do about it
 */
export async function preflight(
  plan: ClusterPlan,
  { owner, readState }: Actor,
  {
    engine = engineAt(),
    docker: hosts = clusterDocker(plan, engine.docker),
    warn,
  }: PreflightOptions = {},
): Promise<readonly EngineObject[] | undefined> {
  const { docker, host } = engine;
  const need = async (check: () => Promise<unknown>): Promise<boolean> => {
    try {
      await check();
      return true;
    } catch (error) {
      if (warn === undefined || !(error instanceof UserError)) throw error;
      await warn(error.message);
      return false;
    }
  };
  const answers = await need(async () => {
    if ((await engineInfo(docker)) === undefined) throw noEngine(host);
  });
  if (!answers) return undefined;
  await need(() => checkBaseImages(plan, docker));
  const state = await readState();
  if (!(await need(() => checkHosts(plan, docker)))) return undefined;
  const objects = await findObjects(plan, state, hosts);
  refuseForeign(plan, objects, state, owner);
  await need(() =>
    plan.hosts === undefined ? checkPorts(plan, engine) : checkHostPorts(plan, objects),
  );
  return objects;
}
