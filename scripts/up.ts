import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { bringUp } from '../stack/bring-up';
import { printEndpoints } from '../stack/print-endpoints';

const command = stackCommand('npm run up --', 'Makes or changes a cluster to match its stack file.')
  .argument('[pulumi arguments...]', 'passed on to `pulumi up`')
  .allowUnknownOption()
  .action(async (args: string[], { stack }: StackOptions) => {
    const { outputs, ms } = await bringUp(stack, args);
    printEndpoints(stack, outputs, ms);
  });

void runCommand(command);
