import { Readable } from 'node:stream';
import { pack as packFolder, type Headers } from 'tar-fs';
import { followBuild } from '../../toolchain/docker/build-image';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { SERVICES_BASE_IMAGE } from '../../topology/plan';

/** How long a build may take, ms: packages may come over a slow line. */
export const IMAGE_LIMIT_MS = 10 * 60_000;

/** As a clone has its files that was made under umask 077. */
const ownersAlone = (header: Headers): Headers => ({
  ...header,
  mode: (header.mode ?? 0) & ~0o077,
});

/** Builds one of the project's images, on the services' base. @throws Error with what went wrong */
export async function buildImage(
  part: 'database' | 'floating-address' | 'services',
  tag: string,
): Promise<void> {
  const docker = dockerClient();
  const stream = await docker.buildImage(
    Readable.from(packFolder('images', { map: ownersAlone })),
    {
      t: tag,
      dockerfile: `${part}/Dockerfile`,
      buildargs: { BASE: SERVICES_BASE_IMAGE },
    },
  );
  await followBuild(docker, stream, tag);
}
