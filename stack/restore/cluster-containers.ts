import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { askNode } from '../../running/existing/ask-node';
import { waysIn, type ClusterPlan, type ContainerPlan, type NodePlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';

/** Longest wait for a node that leads its group to be its primary, ms. */
const PRIMARY_LIMIT_MS = 180_000;

/** Between two questions, ms. */
const POLL_MS = 300;

/** Docker's answers where a container is started or stopped already, and where there is none. */
const NOT_MODIFIED = 304;
const MISSING = 404;

/** Stops containers, all at once. Docker starts none of them again. */
export async function stopAll(docker: Docker, containers: readonly ContainerPlan[]): Promise<void> {
  await Promise.all(
    containers.map(({ container }) => unless(docker.getContainer(container).stop(), MISSING)),
  );
}

/** Starts containers, all at once. */
export async function startAll(
  docker: Docker,
  containers: readonly ContainerPlan[],
): Promise<void> {
  await Promise.all(
    containers.map(({ container }) => unless(docker.getContainer(container).start())),
  );
}

/** Waits for what may have been done already, or be answered so. */
async function unless(done: Promise<unknown>, status = NOT_MODIFIED): Promise<void> {
  await done.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== NOT_MODIFIED && error.statusCode !== status) throw error;
  });
}

/** Load balancers and poolers: the doors to the cluster. */
export function doorsOf(plan: ClusterPlan): ContainerPlan[] {
  return waysIn(plan).flatMap(({ loadBalancer, pooler }) => [loadBalancer, pooler]);
}

/**
 * Stops everything but the consensus store and the repositories: nobody takes over from anybody, as those
 * that could are stopped first.
 *
 * @param primaries the nodes that lead their groups
 */
export async function stopCluster(
  plan: ClusterPlan,
  docker: Docker,
  primaries: readonly NodePlan[],
): Promise<void> {
  const nodes = plan.groups.flatMap((group) => group.nodes);
  await stopAll(
    docker,
    waysIn(plan).map(({ manager }) => manager),
  );
  await stopAll(docker, doorsOf(plan));
  await stopAll(
    docker,
    nodes.filter((node) => !primaries.includes(node)),
  );
  await stopAll(docker, primaries);
}

/**
 * Waits until each of these nodes is a primary that takes writes.
 *
 * @throws Error naming the node that is not, and what it says
 */
export async function awaitPrimaries(
  docker: Docker,
  nodes: readonly NodePlan[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, container }) => {
      for (const deadline = Date.now() + PRIMARY_LIMIT_MS; ; await sleep(POLL_MS)) {
        signal.throwIfAborted();
        const answer = await askNode(docker, container, ['SELECT pg_is_in_recovery()']).catch(
          messageOf,
        );
        if (answer === 'f') return;
        if (Date.now() > deadline) {
          const said = answer === 't' ? 'it is a standby' : answer;
          throw new Error(`${name} is not primary after ${PRIMARY_LIMIT_MS / 1000} s: ${said}`);
        }
      }
    }),
  );
}
