import { startProgress } from '../../cli/progress';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { buildImage } from '../integration/build-image';

/** Tags that nothing else has. */
const KEPT = { database: 'citus-cluster/database:tests', services: 'citus-cluster/services:tests' };

/**
 * Builds the images that most tests use and keeps them for a run: each test removes its own tag, and with
 * the last one the engine would forget layers whose packages take minutes to install again.
 *
 * @returns removes them
 * @throws Error with what went wrong
 */
export async function keepImages(): Promise<() => Promise<void>> {
  const progress = startProgress('images of the tests');
  try {
    for (const part of ['services', 'database'] as const) {
      progress.update(part);
      await buildImage(part, KEPT[part]);
    }
    progress.done();
  } catch (error) {
    progress.fail();
    throw error;
  }
  return async () => {
    for (const tag of Object.values(KEPT)) {
      // A container of a stack that a failed test left may have it.
      await dockerClient()
        .getImage(tag)
        .remove()
        .catch(() => undefined);
    }
  };
}
