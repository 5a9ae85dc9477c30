import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { withStacks } from '../jobs/claimed-stacks';
import { restoreStack, undo } from '../stack/restore/restore-stack';
import { readTarget } from '../stack/restore/restore-target';

interface Options extends StackOptions {
  readonly to?: string;
  readonly yes?: true;
  readonly undo?: true;
}

const command = stackCommand(
  'npm run restore --',
  'Brings a whole stack back to a moment, in place: what was changed since then is lost.',
)
  .option('--to <moment>', 'latest, the name of a restore point, or a time: 2026-11-27 22:10')
  .option('--undo', 'go back to the data of before a restore that failed or was stopped')
  .option('--yes', 'do not ask')
  .action(async ({ stack, to, yes, undo: back }: Options) => {
    if ((to === undefined) === (back === undefined)) {
      command.error('error: give either --to or --undo');
    }
    const signal = stopSignal([
      'stopping: the step under way is ended, and the old data stay where they are',
      'stopping; once more ends it at once',
    ]);
    await withStacks([stack], 'restore', () =>
      to === undefined
        ? undo(stack, signal)
        : restoreStack(stack, readTarget(to), yes === true, signal),
    );
  });

void runCommand(command);
