import { UserError } from '../cli/user-error';
import { hasImage } from '../preflight/images';
import { preflight } from '../preflight/preflight';
import { ensureDatabaseBaseImage } from '../toolchain/base-image';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker-client';
import { setupStep } from '../toolchain/setup-step';
import type { ClusterPlan } from '../topology/plan';
import { openStack, selectStack } from './open-stack';
import { ensurePasswords } from './passwords';
import { readStackOutputs } from './read-outputs';
import type { StackOutputs } from './stack-outputs';

/**
 * Makes or changes a cluster: everything that can be refused is refused first, then missing
 * passwords are generated and `pulumi up` runs on this terminal.
 *
 * @param stack name of the stack
 * @param args further arguments of `pulumi up`
 * @returns the outputs, and how long all of it took, ms
 * @throws UserError if something is in the way, or Pulumi fails
 */
export async function bringUp(
  stack: string,
  args: readonly string[] = [],
): Promise<{ outputs: StackOutputs; ms: number }> {
  const startedAt = Date.now();
  const { plan, pulumi } = await openStack(stack);
  await pullDatabaseBase(plan);
  await preflight(plan);
  await selectStack(stack, pulumi);
  await ensurePasswords(stack, pulumi);
  const code = await pulumi.run([
    ...['up', '--stack', stack, '--yes', '--skip-preview', '--suppress-outputs'],
    ...args,
  ]);
  if (code !== 0) {
    throw new UserError(
      `stack "${stack}" did not come up: pulumi ended with ${code}`,
      `its messages above say why; \`npm run down -- --stack ${stack}\` removes what was made`,
    );
  }
  return { outputs: await readStackOutputs(stack, pulumi), ms: Date.now() - startedAt };
}

/** Pulls the image under the database nodes where it is missing; Debian's is `npm run setup`'s. */
async function pullDatabaseBase({ stack, images }: ClusterPlan): Promise<void> {
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  const image = images.database.base;
  if (image === images.services.base || (await hasImage(docker, image))) return;
  await setupStep(`Base image of stack ${stack}`, (progress) =>
    ensureDatabaseBaseImage(docker, { image, stack }, progress),
  );
}
