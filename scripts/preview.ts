import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { preflight } from '../preflight/preflight';
import { commandActor } from '../preflight/actor';
import { holdChange } from '../running/hold-change';
import { refuseSilent } from '../stack/hosts/refuse-silent';
import { openStack, selectStack } from '../stack/open-stack';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { configFileArguments } from '../toolchain/pulumi/config-copy';

const command = stackCommand('npm run preview --', 'Shows what `npm run up` would change.')
  .argument('[pulumi arguments...]', 'passed on to `pulumi preview`, e.g. --expect-no-changes')
  .allowUnknownOption()
  .action(async (args: string[], { stack }: StackOptions) => {
    const { plan, pulumi } = await openStack(stack);
    await refuseSilent(plan, pulumi);
    // The program says what would stop an update.
    const warn = () => undefined;
    const objects = await preflight(plan, commandActor(stack, pulumi), { warn });
    if (objects !== undefined) await holdChange(plan, clusterDocker(plan));
    await selectStack(stack, pulumi);
    // Pulumi has said what is wrong where it fails.
    process.exitCode = await pulumi.run([
      ...['preview', '--stack', stack, '--suppress-outputs', ...configFileArguments(stack)],
      ...args,
    ]);
  });

void runCommand(command);
