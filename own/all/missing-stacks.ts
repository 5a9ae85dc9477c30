import { readStackOutputs } from '../../running/read-outputs';
import { StackNotUp } from '../../running/stack-not-up';
import { loadConfig } from '../../stack/load-config';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { hasImage } from '../../toolchain/docker/images';

/** A stack of each engine whose image is here or is made here. */
export async function usualStacks(): Promise<string[]> {
  const hasCitus = await hasImage(dockerClient(), loadConfig('dev').baseImage);
  return ['single', 'native', ...(hasCitus ? ['dev'] : [])];
}

/** Those of some stacks that are not up. @throws UserError for one that has no file */
export async function missingStacks(stacks: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const stack of stacks) {
    try {
      await readStackOutputs(stack);
    } catch (error) {
      if (!(error instanceof StackNotUp)) throw error;
      missing.push(stack);
    }
  }
  return missing;
}
