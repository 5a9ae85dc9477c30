import { UserError } from '../cli/user-error';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker-client';
import { removeLeftovers } from './leftovers';
import { openStack, selectStack } from './open-stack';

/**
 * Removes a cluster: `pulumi destroy`, then what a cut-off deployment may have left besides. Works
 * when part of the stack is gone already, and when there never was one.
 *
 * @param args further arguments of `pulumi destroy`
 * @throws UserError if Pulumi can't remove it
 */
export async function takeDown(stack: string, args: readonly string[] = []): Promise<void> {
  const { plan, pulumi } = await openStack(stack);
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  await selectStack(stack, pulumi);
  const common = ['--stack', stack, '--yes', '--skip-preview'];
  const destroy = () => pulumi.run(['destroy', ...common, '--suppress-outputs', ...args]);
  let code = await destroy();
  if (code !== 0) {
    // Resources that someone else removed make a destroy fail; a refresh forgets them.
    process.stderr.write('Once more after a look at what is really there.\n');
    await pulumi.run(['refresh', ...common, '--clear-pending-creates', '--suppress-outputs']);
    code = await destroy();
  }
  if (code !== 0) {
    throw new UserError(
      `stack "${stack}" could not be removed: pulumi ended with ${code}`,
      'its messages above say what resisted',
    );
  }
  const leftovers = await removeLeftovers(plan, docker);
  if (leftovers.length > 0) process.stderr.write(`Removed besides: ${leftovers.join(', ')}\n`);
}
