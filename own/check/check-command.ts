import type { Command } from 'commander';
import { stopSignal } from '../../cli/stop-signal';
import { copiedStacks } from '../copy/copied-stacks';
import type { PasswordVariables } from '../inspect/password';
import { parseSource } from '../inspect/source';
import { readProfile } from '../read-profile';
import { assertWritable, writeWorkFile } from '../work-file';
import { firstSet, readOwnWorkload } from '../workload/workload-file';
import { CHECK } from './check-file';
import { checkLines } from './check-lines';
import { checkWorkload } from './check-workload';
import { withEngines } from './open-engines';

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
      const profile = await readProfile(from);
      const workload = await readOwnWorkload(from);
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
      const check = await withEngines(databases, profile.server.searchPath, signal, (engines) =>
        checkWorkload(workload, engines, (name) => firstSet(from, name), signal),
      );
      const file = await writeWorkFile(from, CHECK, `${JSON.stringify(check, null, 2)}\n`);
      process.stdout.write(`${checkLines(check)}\n\ncheck: ${file}\n`);
    });
}
