import type { Command } from 'commander';
import { stopSignal } from '../../cli/stop-signal';
import { assertWritable } from '../work-file';
import { measureVerdict } from './measure-verdict';
import { addMeasuringOptions, measuringOf, type MeasuringOptions } from './measuring-options';
import { VERDICT } from './verdict-file';
import { writeVerdict } from './write-verdict';

interface Options extends MeasuringOptions {
  readonly in: string;
  readonly stack?: readonly string[];
  readonly replace?: true;
}

/**
 * Adds `own verdict` to a command.
 *
 * @param folder of all steps' files by default
 */
export function addVerdictCommand(command: Command, folder: string): void {
  addMeasuringOptions(
    command
      .command('verdict')
      .description('Replays a workload on stacks in turns, and says whether to shard.')
      .option('--in <folder>', 'where profile, plan, copy and workload are', folder)
      .option('--stack <name...>', 'with the copy; default: all that have it'),
  )
    .option('--replace', 'over a verdict that is there')
    .action(async ({ in: from, stack = [], replace, ...measuring }: Options) => {
      await assertWritable(from, VERDICT, replace === true);
      const verdict = await measureVerdict({
        ...{ folder: from, stacks: stack, ...measuringOf(measuring) },
        signal: stopSignal([
          'stopping: no verdict is written; runs that were measured stay, and all stacks work again',
          'stopping; once more ends it at once, and leaves stacks at rest',
        ]),
        print: (line) => process.stderr.write(`${line}\n`),
      });
      process.stdout.write(await writeVerdict(from, verdict));
    });
}
