import type Docker from 'dockerode';
import type { Actor } from '../preflight/preflight';
import {
  describeObjects,
  findObjects,
  ownershipOf,
  type EngineObject,
} from '../preflight/ownership';
import type { ClusterPlan } from '../topology/plan';

/**
 * Removes containers and the network that a cut-off deployment of this state left on the engine
 * without a trace in it: the next one can't make its own. They hold no data.
 */
export async function removeLeftContainers(
  plan: ClusterPlan,
  docker: Docker,
  { owner, readState }: Actor,
): Promise<void> {
  const state = await readState();
  const left = (await findObjects(plan, state, docker)).filter(
    (object) => object.kind !== 'volume' && ownershipOf(object, state, owner) === 'left',
  );
  await removeObjects(left, docker);
  if (left.length > 0) {
    process.stderr.write(`Removed what a cut-off deployment left: ${describeObjects(left)}\n`);
  }
}

/** Removes objects from the engine, containers first. What is gone by then is fine. */
export async function removeObjects(
  objects: readonly EngineObject[],
  docker: Docker,
): Promise<void> {
  const actions: Record<EngineObject['kind'], (id: string) => Promise<unknown>> = {
    container: (id) => docker.getContainer(id).remove({ force: true, v: true }),
    network: (id) => docker.getNetwork(id).remove(),
    volume: (id) => docker.getVolume(id).remove(),
  };
  for (const kind of ['container', 'network', 'volume'] as const) {
    for (const { id } of objects.filter((object) => object.kind === kind)) {
      await actions[kind](id).catch((error: unknown) => {
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      });
    }
  }
}
