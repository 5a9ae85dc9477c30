import type Docker from 'dockerode';
import type { Progress } from '../cli/progress';
import { hasImage } from '../toolchain/docker/images';
import { pullImage } from '../toolchain/docker/pull-image';
import { loadConfig } from './load-config';

/** A stack and why it was taken. */
export interface DemoStack {
  readonly stack: 'dev' | 'native';
  readonly reason: string;
}

/**
 * The stack to show: `dev` where the image with Citus is here or can be pulled, else `native`, which
 * needs Debian packages alone.
 */
export async function chooseDemoStack(docker: Docker, progress: Progress): Promise<DemoStack> {
  const image = loadConfig('dev').baseImage;
  if (await hasImage(docker, image)) return { stack: 'dev', reason: `image ${image} is here` };
  const refusal = await pullImage(docker, image, progress);
  return refusal === undefined
    ? { stack: 'dev', reason: `image ${image} was pulled` }
    : { stack: 'native', reason: `image ${image} is not here and can't be pulled: ${refusal}` };
}
