import { join } from 'node:path';
import type { Command } from 'commander';
import { stopSignal } from '../../cli/stop-signal';
import { copiedStacks } from '../copy/copied-stacks';
import type { PasswordVariables } from '../inspect/password';
import { parseSource } from '../inspect/source';
import { assertWritable } from '../work-file';
import { CHECK } from './check-file';
import { checkLines } from './check-lines';
import { makeCheck } from './make-check';

interface Options {
  readonly in: string;
  readonly stack?: readonly string[];
  readonly on?: readonly string[];
  readonly replace?: true;
}

/**
 * Adds `own check` to a command.
 *
 * @param folder of all steps' files by default
 */
export function addCheckCommand(
  command: Command,
  folder: string,
  variables: PasswordVariables,
): void {
  command
    .command('check')
    .description(
      'Sends each statement of a workload once to every engine: where it runs, what it gives.',
    )
    .option('--in <folder>', 'where profile and workload are', folder)
    .option('--stack <name...>', 'with the copy; default: all that have it')
    .option('--on <uri...>', 'databases with the copy, instead of stacks')
    .option('--replace', 'over a check that is there')
    .action(async ({ in: from, stack = [], on, replace }: Options) => {
      await assertWritable(from, CHECK, replace === true);
      const databases =
        on?.map((uri) => {
          const source = parseSource(uri, variables, [], '--on');
          return { name: source.address, source };
        }) ?? (await copiedStacks(from, stack));
      const signal = stopSignal([
        'stopping: nothing was written',
        'stopping; once more ends it at once',
      ]);
      const check = await makeCheck(from, databases, signal);
      process.stdout.write(`${checkLines(check)}\n\ncheck: ${join(from, CHECK)}\n`);
    });
}
