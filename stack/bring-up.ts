import { UserError } from '../cli/user-error';
import { preflight } from '../preflight/preflight';
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
