import { Readable } from 'node:stream';
import { pack as packFolder, type Headers } from 'tar-fs';
import { followBuild } from '../../toolchain/docker/build-image';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';

/** How long a build may take, ms: packages may come over a slow line. */
export const IMAGE_LIMIT_MS = 10 * 60_000;

/** As a clone has its files that was made under umask 077. */
const ownersAlone = (header: Headers): Headers => ({
  ...header,
  mode: (header.mode ?? 0) & ~0o077,
});

/**
 * Builds one of the project's images. All builds on one base give the same image, under as many tags as
 * there are, so that only the first one takes its time.
 *
 * @param base image under it; default: the services'
 * @throws Error with what went wrong
 */
export async function buildImage(
  part: 'database' | 'floating-address' | 'services',
  tag: string,
  base: string = SERVICES_BASE_IMAGE,
): Promise<void> {
  const docker = dockerClient();
  const stream = await docker.buildImage(
    Readable.from(packFolder('images', { map: ownersAlone })),
    {
      t: tag,
      dockerfile: `${part}/Dockerfile`,
      buildargs: { BASE: base },
    },
  );
  await followBuild(docker, stream, tag);
}
