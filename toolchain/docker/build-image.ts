import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack as packFolder } from 'tar-fs';
import type { ImagePlan } from '../../topology/plan';
import { packagePath } from '../paths';

/**
 * Builds an image of a cluster, as a deployment does, which then finds the layers there.
 *
 * @param part the folder of its Dockerfile
 * @param onLine takes what the build says
 * @throws Error with what went wrong
 */
export async function buildImage(
  docker: Docker,
  part: 'database' | 'services',
  { name, base }: ImagePlan,
  onLine?: (line: string) => void,
): Promise<void> {
  const stream = await docker.buildImage(Readable.from(packFolder(packagePath('images'))), {
    ...{ t: name, dockerfile: `${part}/Dockerfile`, buildargs: { BASE: base } },
  });
  await followBuild(docker, stream, name, onLine);
}

/** Waits for the end of a build. @throws Error with what went wrong */
export async function followBuild(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  tag: string,
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  type Event = Readonly<{ error?: string; stream?: string }>;
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null, events: readonly Event[]) => {
        const failure = error?.message ?? events.find((event) => event.error !== undefined)?.error;
        if (failure === undefined) resolve();
        else reject(new Error(`${tag}: ${failure}`));
      },
      ({ stream: said = '' }: Event) => {
        if (said.trim() !== '') onLine(said.trim().split('\n', 1)[0] ?? '');
      },
    );
  });
}
