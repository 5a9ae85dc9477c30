import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { bringUp } from '../stack/bring-up';
import { printEndpoints } from '../stack/print-endpoints';

interface Options extends StackOptions {
  readonly yes?: boolean;
  readonly withoutDataset?: boolean;
}

const command = stackCommand('npm run up --', 'Makes or changes a cluster to match its stack file.')
  .option('--yes', 'do not ask where something is replaced or deleted')
  .option('--without-dataset', 'load no sample rows where the stack is new')
  .argument('[pulumi arguments...]', 'passed on to `pulumi up`')
  .allowUnknownOption()
  .action(async (args: string[], { stack, ...options }: Options) => {
    const up = () => bringUp(stack, { args, ...options });
    const { outputs, ms } = await withStacks([stack], 'up', up);
    printEndpoints(stack, outputs, ms);
  });

void runCommand(command);
