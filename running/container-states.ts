import { setMaxListeners } from 'node:events';
import type Docker from 'dockerode';
import { execInContainer } from '../toolchain/docker/container-exec';
import { allContainers, type ClusterPlan } from '../topology/plan';
import { clusterDocker } from './hosts/cluster-docker';
import { inTime } from './hosts/in-time';
import { partsOn } from '../topology/hosts/parts-on';

/** How long an engine may take to tell of all its containers, ms. */
const ENGINE_LIMIT_MS = 1200;

/** How long a container's own check may take, ms. */
const CHECK_LIMIT_MS = 500;

/** A container of the stack as the engine sees it. */
export interface ContainerState {
  readonly name: string;
  readonly container: string;
  /** Docker's word (`running`, `exited`, …), `missing` where there is none, else `unknown`. */
  readonly state: string;
  /** Docker's health check: `healthy`, `starting`, …; `none` without one. */
  readonly health: string;
}

/**
 * Every container of a cluster. What an engine does not tell in time is `unknown`, as is all that stands on
 * a host of several whose engine can't be reached.
 *
 * @throws Error where the one engine can't be reached
 */
export async function containerStates(plan: ClusterPlan): Promise<ContainerState[]> {
  const docker = clusterDocker(plan);
  const abortSignal = AbortSignal.timeout(ENGINE_LIMIT_MS);
  // One request for each container listens to it.
  setMaxListeners(0, abortSignal);
  return Promise.all(
    allContainers(plan).map(async ({ name, container, host }) => {
      const unseen = (state: string) => ({ name, container, state, health: 'none' });
      try {
        const found = docker.getContainer(container);
        const seen = await found.inspect({ abortSignal });
        return { name, container, state: seen.State.Status, health: await healthOf(found, seen) };
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return unseen('missing');
        if (abortSignal.aborted || host !== undefined) return unseen('unknown');
        throw error;
      }
    }),
  );
}

/** Names of the hosts whose engines tell nothing of what stands there. */
export function silentEngines(plan: ClusterPlan, states: readonly ContainerState[]): string[] {
  const known = new Set(states.filter(({ state }) => state !== 'unknown').map(({ name }) => name));
  return (plan.hosts ?? []).flatMap((host) => {
    const parts = partsOn(plan, host.name);
    return parts.length > 0 && !parts.some(({ name }) => known.has(name)) ? host.name : [];
  });
}

/**
 * The health of a container in Docker's words. Docker looks again only after a while, so where it has yet
 * to see a container well that was started or unfrozen, the container's own check is made now.
 */
export async function healthOf(
  container: Docker.Container,
  { State, Config }: Docker.ContainerInspectInfo,
): Promise<string> {
  const health = State.Health?.Status ?? 'none';
  // Without the program that repeats the check for as long as it holds.
  const [, , ...check] = Config.Healthcheck?.Test ?? [];
  if (health === 'healthy' || State.Status !== 'running' || check.length === 0) return health;
  const serves = inTime(() => execInContainer(container, check), CHECK_LIMIT_MS);
  return serves.then(
    ({ code }) => (code === 0 ? 'healthy' : health),
    () => health,
  );
}
