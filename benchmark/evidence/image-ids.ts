import type Docker from 'dockerode';
import { allContainers, type ClusterPlan } from '../../topology/plan';

/**
 * The images that the stack's containers were made from, with their ids, by name.
 *
 * @throws Error if no container can be looked at
 */
export async function readImages(
  docker: Docker,
  plan: ClusterPlan,
): Promise<{ name: string; id: string }[]> {
  const found = await Promise.allSettled(
    allContainers(plan).map(({ container }) => docker.getContainer(container).inspect()),
  );
  const images = new Map(
    found.flatMap((one) =>
      one.status === 'fulfilled' ? [[one.value.Image, one.value.Config.Image] as const] : [],
    ),
  );
  if (images.size === 0) throw new Error('no container of the stack can be looked at');
  return [...images]
    .map(([id, name]) => ({ name, id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
