import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { commandLine } from '../cli/command-line';
import { stopSignal } from '../cli/stop-signal';
import type { JobDescription } from '../jobs/job';
import { runJob } from '../jobs/run-job';
import { formatDuration } from '../words/duration';
import { textTable } from '../words/text-table';
import { UNDO_TITLE } from '../stack/restore/restore-steps';
import { restoreStack, undo } from '../stack/restore/restore-stack';
import { readTarget } from '../stack/restore/restore-target';
import type { BackupSource } from '../stack/restore-into/into-order';
import { restoreInto } from '../stack/restore-into/restore-into';
import { requireStackFile } from '../toolchain/pulumi/stack-files';

interface Options extends StackOptions {
  readonly to?: string;
  readonly into?: string;
  readonly from?: string;
  readonly yes?: true;
  readonly undo?: true;
  readonly results: string;
}

const command = stackCommand(
  'npm run restore --',
  'Brings a whole stack back to a moment: in place, where what was changed since then is lost, or as another stack.',
)
  .option('--to <moment>', 'latest, the name of a restore point, or a time: 2026-11-27 22:10')
  .option('--into <stack>', 'another stack, which is made; the one that is restored stays as it is')
  .option('--from <file>', 'with --into: the repository that this file tells of, without its stack')
  .option('--undo', 'go back to the data of before a restore that failed or was stopped')
  .option('--yes', 'do not ask')
  .option('--results <folder>', 'where the page looks for what is at work', 'benchmark_results')
  .action(async ({ stack, to, into, from, yes, undo: back, results }: Options) => {
    if ((to === undefined) === (back === undefined)) {
      command.error('error: give either --to or --undo');
    }
    if (into !== undefined && back !== undefined) {
      command.error('error: --undo is for a restore in place');
    }
    if (from !== undefined && into === undefined) command.error('error: --from needs --into');
    if (into !== undefined && to !== undefined) {
      const source: BackupSource =
        from === undefined ? { kind: 'stack', stack } : { kind: 'file', file: from };
      await makeStack(source, to, into);
      return;
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

async function makeStack(source: BackupSource, to: string, into: string): Promise<void> {
  const signal = stopSignal([
    'stopping: the step under way is ended',
    'stopping; once more ends it at once',
  ]);
  const { steps, totalMs } = await restoreInto({ source, target: readTarget(to), into }, signal);
  const rows = [...steps, { step: 'total', ms: totalMs }].map(({ step, ms }) => [
    step,
    formatDuration(ms),
  ]);
  process.stdout.write(`${textTable(['stage', 'time'], rows)}\n\n`);
  process.stdout.write(
    `stack "${into}" is up; \`npm run connection -- --stack ${into}\` tells how it is reached\n`,
  );
}

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
