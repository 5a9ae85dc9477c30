import type Docker from 'dockerode';
import { allContainers, type ClusterPlan } from '../../topology/plan';

/** The images that the stack's containers were made from, with their ids, by name. */
export async function readImages(
  docker: Docker,
  plan: ClusterPlan,
): Promise<{ name: string; id: string }[]> {
  const images = new Map<string, string>();
  const found = await Promise.all(
    allContainers(plan).map(({ container }) => docker.getContainer(container).inspect()),
  );
  for (const { Config, Image } of found) images.set(Image, Config.Image);
  return [...images]
    .map(([id, name]) => ({ name, id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
