import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { bringUp } from '../stack/bring-up';
import { printEndpoints } from '../stack/print-endpoints';

const command = stackCommand('npm run up --', 'Makes or changes a cluster to match its stack file.')
  .option('--yes', 'do not ask where something is replaced or deleted')
  .argument('[pulumi arguments...]', 'passed on to `pulumi up`')
  .allowUnknownOption()
  .action(async (args: string[], { stack, yes }: StackOptions & { yes?: boolean }) => {
    const { outputs, ms } = await withStacks([stack], 'up', () => bringUp(stack, { args, yes }));
    printEndpoints(stack, outputs, ms);
  });

void runCommand(command);
