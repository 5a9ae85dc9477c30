import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { preflight } from '../preflight/preflight';
import { commandActor } from '../stack/actor';
import { holdChange } from '../running/hold-change';
import { openStack, selectStack } from '../stack/open-stack';
import { ensurePasswords } from '../stack/passwords';
import { dockerClient } from '../toolchain/docker/docker-client';

const command = stackCommand('npm run preview --', 'Shows what `npm run up` would change.')
  .argument('[pulumi arguments...]', 'passed on to `pulumi preview`, e.g. --expect-no-changes')
  .allowUnknownOption()
  .action(async (args: string[], { stack }: StackOptions) => {
    const { plan, pulumi } = await openStack(stack);
    await preflight(plan, commandActor(stack, pulumi));
    await holdChange(plan, dockerClient());
    await selectStack(stack, pulumi);
    await ensurePasswords(stack, pulumi);
    // Pulumi has said what is wrong where it fails.
    process.exitCode = await pulumi.run([
      ...['preview', '--stack', stack, '--suppress-outputs'],
      ...args,
    ]);
  });

void runCommand(command);
