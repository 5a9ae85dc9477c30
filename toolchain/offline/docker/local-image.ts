import type { ImageInspectInfo } from 'dockerode';
import { UserError } from '../../../words/user-error';
import { docker } from './connection';
import { engineMessage, orGone } from './engine-error';

/**
 * Makes sure that an image is on the engine: pulls it only if it is not there yet.
 *
 * @param platform `os/arch`, or undefined for the engine's own
 * @throws UserError if it is neither there nor can be pulled
 */
export async function ensureImage(name: string, platform?: string): Promise<ImageInspectInfo> {
  const present = await orGone(docker().getImage(name).inspect());
  if (present !== undefined) return present;
  try {
    const stream = await docker().pull(name, platform === undefined ? {} : { platform });
    await finished(stream);
  } catch (error) {
    throw new UserError(
      `the image ${name} is not on the Docker engine and can't be pulled: ${engineMessage(error)}`,
      'check its name and the way to its registry, or load it into the engine first',
    );
  }
  return docker().getImage(name).inspect();
}

/**
 * Follows a pull or build to its end.
 *
 * @throws Error with what the engine reported as the failure
 */
export function finished(
  stream: NodeJS.ReadableStream,
  onProgress?: (event: { stream?: string; status?: string; aux?: { ID?: string } }) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    docker().modem.followProgress(
      stream,
      (error) => {
        if (error) reject(error);
        else resolve();
      },
      onProgress,
    );
  });
}
