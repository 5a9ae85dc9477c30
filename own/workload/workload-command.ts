import type { Command } from 'commander';
import { wholeNumber } from '../../cli/command';
import { stopSignal } from '../../cli/stop-signal';
import type { PasswordVariables } from '../inspect/password';
import { parseSource } from '../inspect/source';
import { assertWritable } from '../work-file';
import { WORKLOAD } from './workload-file';
import { writeWorkload } from './write-workload';

interface Options {
  readonly in: string;
  readonly on?: string;
  readonly log?: string;
  readonly proposal: number;
  readonly replace?: true;
}

/**
 * Adds `own workload` to a command.
 *
 * @param folder of all steps' files by default
 */
export function addWorkloadCommand(
  command: Command,
  folder: string,
  variables: PasswordVariables,
): void {
  command
    .command('workload')
    .description('Makes a benchmark of the statements of a profile, with values from a copy.')
    .option('--in <folder>', 'where profile and plan are', folder)
    .option('--on <uri>', 'the copy; default: that of a stack without workers')
    .option(
      '--log <file>',
      "of the source's server: transactions, and how often which key is asked for",
    )
    .option('--proposal <n>', 'of the plan', wholeNumber(1), 1)
    .option('--replace', 'over a workload that is there')
    .action(async ({ in: from, on, log, proposal, replace }: Options) => {
      await assertWritable(from, WORKLOAD, replace === true);
      const signal = stopSignal([
        'stopping: nothing was written',
        'stopping; once more ends it at once',
      ]);
      const copy = on === undefined ? undefined : parseSource(on, variables, [], '--on');
      const order = { folder: from, proposal, on: copy, log, signal };
      process.stdout.write(await writeWorkload(order));
    });
}
