import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { restoreInto } from '../stack/restore-into/restore-into';
import { readTarget } from '../stack/restore/restore-target';
import { rehearseStack } from '../stack/rehearse/rehearse-stack';

interface Options extends StackOptions {
  readonly to?: string;
  readonly keep?: true;
}

const command = stackCommand(
  'npm run rehearse --',
  'Proves the backups of a stack: restores them into a stack of its own, checks that, removes it.',
)
  .option(
    '--to <moment>',
    'latest, or the name of a restore point (default: the newest one whose rows are kept)',
  )
  .option('--keep', 'leave the restored stack where it is')
  .action(async ({ stack, to, keep }: Options) => {
    const signal = stopSignal([
      'stopping: the step under way is ended, and the restored stack is removed',
      'stopping; once more ends it at once',
    ]);
    const target = to === undefined ? undefined : readTarget(to);
    await rehearseStack({ stack, target, keep: keep === true }, restoreInto, signal);
  });

void runCommand(command);
