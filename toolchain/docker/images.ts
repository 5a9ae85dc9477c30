import type Docker from 'dockerode';
import { UserError } from '../../words/user-error';
import type { ClusterPlan } from '../../topology/plan';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';

/**
 * Refuses a plan whose base images are not on the engine.
 *
 * @throws UserError naming the image and how it is had
 */
export async function checkBaseImages(plan: ClusterPlan, docker: Docker): Promise<void> {
  const images = new Set([plan.images.database.base, plan.images.services.base]);
  for (const image of images) {
    if (await hasImage(docker, image)) continue;
    throw new UserError(
      `base image ${image} is not on this Docker engine`,
      image === SERVICES_BASE_IMAGE
        ? '`npm run setup` makes it'
        : `pull it with \`npm run setup -- --stack ${plan.stack}\`, or set baseImage to one you have`,
    );
  }
}

/** Whether the engine has an image of this name. */
export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}
