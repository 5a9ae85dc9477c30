import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { confirm } from '../cli/confirm';
import { describeData } from '../stack/describe-data';
import { takeDown } from '../stack/take-down';

const command = stackCommand('npm run down --', 'Removes a cluster and its data.')
  .option('--yes', 'do not ask')
  .argument('[pulumi arguments...]', 'passed on to `pulumi destroy`')
  .allowUnknownOption()
  .action((args: string[], { stack, yes }: StackOptions & { yes?: boolean }) =>
    withStacks([stack], 'down', async () => {
      const data = await describeData(stack);
      if (data !== undefined) process.stderr.write(`${data}\n`);
      if (yes !== true && process.stdin.isTTY) {
        await confirm(`Remove stack "${stack}" and its data?`);
      }
      await takeDown(stack, args);
    }),
  );

void runCommand(command);
