import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { readStackOutputs } from '../running/read-outputs';
import { targetOption, targetUri, type Target } from '../topology/target';

const command = stackCommand('npm run connection --', 'Prints a connection URI, password included.')
  .addOption(targetOption())
  .action(async ({ stack, to }: StackOptions & { to: Target }) => {
    process.stdout.write(`${targetUri(await readStackOutputs(stack), to)}\n`);
  });

void runCommand(command);
