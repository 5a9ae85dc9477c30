import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { commandLine } from '../cli/command-line';
import { stopSignal } from '../cli/stop-signal';
import type { JobDescription } from '../jobs/job';
import { runJob } from '../jobs/run-job';
import { UNDO_TITLE } from '../stack/restore/restore-steps';
import { restoreStack, undo } from '../stack/restore/restore-stack';
import { readTarget } from '../stack/restore/restore-target';
import { requireStackFile } from '../toolchain/pulumi/stack-files';

interface Options extends StackOptions {
  readonly to?: string;
  readonly yes?: true;
  readonly undo?: true;
  readonly results: string;
}

const command = stackCommand(
  'npm run restore --',
  'Brings a whole stack back to a moment, in place: what was changed since then is lost.',
)
  .option('--to <moment>', 'latest, the name of a restore point, or a time: 2026-11-27 22:10')
  .option('--undo', 'go back to the data of before a restore that failed or was stopped')
  .option('--yes', 'do not ask')
  .option('--results <folder>', 'where the page looks for what is at work', 'benchmark_results')
  .action(async ({ stack, to, yes, undo: back, results }: Options) => {
    if ((to === undefined) === (back === undefined)) {
      command.error('error: give either --to or --undo');
    }
    requireStackFile(stack);
    const signal = stopSignal([
      'stopping: the step under way is ended, and the old data stay where they are',
      'stopping; once more ends it at once',
    ]);
    const said = [process.stdout, process.stderr];
    await runJob({ description: describe(stack, to), results, signal, said }, () =>
      to === undefined
        ? undo(stack, signal)
        : restoreStack(stack, readTarget(to), yes === true, signal),
    );
  });

function describe(stack: string, to: string | undefined): JobDescription {
  return {
    kind: 'restore',
    stacks: [stack],
    title: to === undefined ? UNDO_TITLE : `restore to ${to}`,
    scenario: null,
    faults: [],
    command: commandLine('npm run restore --', process.argv.slice(2)),
  };
}

void runCommand(command);
