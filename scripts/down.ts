import { createInterface } from 'node:readline/promises';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { UserError } from '../cli/user-error';
import { takeDown } from '../stack/take-down';

const command = stackCommand('npm run down --', 'Removes a cluster and its data.')
  .option('--yes', 'do not ask')
  .argument('[pulumi arguments...]', 'passed on to `pulumi destroy`')
  .allowUnknownOption()
  .action(async (args: string[], { stack, yes }: StackOptions & { yes?: boolean }) => {
    if (yes !== true && process.stdin.isTTY) await confirm(stack);
    await takeDown(stack, args);
  });

async function confirm(stack: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Remove stack "${stack}" and its data? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new UserError(`stack "${stack}" stays`, 'answer y, or pass --yes, to remove it');
  }
}

void runCommand(command);
