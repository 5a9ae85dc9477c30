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
  await removeObjects('Removed what a cut-off deployment left', left, docker);
}

/**
 * Removes volumes that `protectData` kept of former members of etcd, once the members are as planned:
 * the store knows these no more and turns away who starts with them, and without containers beside
 * them they would pass for members.
 */
export async function removeFormerMembers(
  { stack, network, etcd }: ClusterPlan,
  docker: Docker,
  { owner, readState }: Actor,
): Promise<void> {
  const state = await readState();
  const filters = { label: [`citus-cluster.stack=${stack}`, 'citus-cluster.role=etcd'] };
  const { Volumes } = await docker.listVolumes({ filters });
  const former = Volumes.map(({ Name, Labels }): EngineObject => ({
    kind: 'volume',
    name: Name,
    id: Name,
    labels: Labels,
  })).filter(
    (volume) =>
      volume.name.startsWith(`${network}-`) &&
      etcd.every((member) => member.volume !== volume.name) &&
      ownershipOf(volume, state, owner) === 'left',
  );
  await removeObjects('Removed, as etcd has these members no more', former, docker);
}

/**
 * Removes objects from the engine, containers first, and tells which. What is gone by then is fine.
 *
 * @param what the words before their names
 */
export async function removeObjects(
  what: string,
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
  if (objects.length > 0) process.stderr.write(`${what}: ${describeObjects(objects)}\n`);
}
