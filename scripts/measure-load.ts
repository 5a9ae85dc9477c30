import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { formatDuration } from '../words/duration';
import { startProgress } from '../cli/progress';
import { stopSignal } from '../cli/stop-signal';
import { UserError } from '../words/user-error';
import { confirmReplacing } from '../dataset/confirm-replacing';
import { loadDataset } from '../dataset/load-dataset';
import { timePlainCopy } from '../dataset/plain-baseline';
import { readStackOutputs } from '../running/read-outputs';
import { dockerClient } from '../toolchain/docker/docker-client';

interface Options extends StackOptions {
  readonly rows: number;
  readonly repeat: number;
  readonly yes?: boolean;
  readonly json: boolean;
}

async function measure({ stack, rows, repeat, yes, json }: Options): Promise<void> {
  const { plan, connections } = await readStackOutputs(stack);
  const { regions, seed } = plan.dataset;
  // A load that is under way is let end: its table would be empty otherwise.
  const signal = stopSignal(['stopping after this step', 'once more ends it at once']);
  const runs: { plainMs: number; loadMs: number; ratio: number }[] = [];
  // In turn, so that what else the machine does falls on both.
  for (let run = 1; run <= repeat; run++) {
    // The load first: its question about what the table holds does not wait for a measurement.
    const { totalMs: loadMs } = await loadDataset(plan, connections.write, {
      rows,
      force: true,
      onReplace: (contents) => confirmReplacing(contents, yes === true),
    });
    refuseStopped(signal);
    const progress = startProgress(`plain COPY ${run} of ${repeat}`);
    const spec = { rows, regions, seed, asOf: Date.now() };
    const plainMs = await timePlainCopy(dockerClient(), plan, spec, signal).catch(
      (error: unknown) => {
        progress.fail();
        throw error;
      },
    );
    progress.done();
    refuseStopped(signal);
    runs.push({ plainMs, loadMs, ratio: loadMs / plainMs });
  }
  const ratios = runs.map(({ ratio }) => ratio).sort((one, other) => one - other);
  const median = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
  if (json) {
    process.stdout.write(`${JSON.stringify({ stack, rows, runs, medianRatio: median })}\n`);
    return;
  }
  for (const { plainMs, loadMs, ratio } of runs) {
    process.stdout.write(
      `plain COPY ${formatDuration(plainMs)}, load ${formatDuration(loadMs)}, ratio ${ratio.toFixed(2)}\n`,
    );
  }
  process.stdout.write(`median ratio ${median.toFixed(2)}\n`);
}

function refuseStopped({ aborted }: AbortSignal): void {
  if (aborted) throw new UserError('stopped', 'measure again');
}

void runCommand(
  stackCommand(
    'npx tsx scripts/measure-load.ts',
    'Compares a load of the stack with one plain COPY into one indexed table on this machine',
  )
    .option('--rows <n>', 'rows to load', wholeNumber(1, 1e9), 1_000_000)
    .option('--repeat <n>', 'times to measure each', wholeNumber(1, 100), 3)
    .option('--yes', 'do not ask, whoever made the rows that are replaced')
    .option('--json', 'print the result as JSON', false)
    .action((options: Options) =>
      withStacks([options.stack], 'measure-load', () => measure(options)),
    ),
);
