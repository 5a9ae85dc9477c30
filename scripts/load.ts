import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { seconds } from '../words/duration';
import { stopSignal } from '../cli/stop-signal';
import { confirmReplacing } from '../dataset/confirm-replacing';
import { loadDataset } from '../dataset/load-dataset';
import { LOCK_WAIT_MS } from '../dataset/load-job';
import { describeLoad } from '../dataset/load-report';
import { readStackOutputs } from '../running/read-outputs';

interface Options extends StackOptions {
  readonly rows?: number;
  readonly wait: number;
  readonly yes?: boolean;
  readonly json: boolean;
}

async function load({ stack, rows, wait, yes, json }: Options): Promise<void> {
  const { plan, connections } = await readStackOutputs(stack);
  const result = await loadDataset(plan, connections.write, {
    ...(rows !== undefined && { rows }),
    force: true,
    waitMs: wait * 1000,
    onReplace: (contents) => confirmReplacing(contents, yes === true),
    signal: stopSignal(['stopping', 'stopping; once more ends it at once']),
  });
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${describeLoad(result)}\n`);
}

void runCommand(
  stackCommand('npm run load --', 'Loads the data set in place of what the table holds')
    .option('--rows <n>', "rows to load (default: the stack's dataset.rows)", wholeNumber(0, 1e10))
    .option(
      '--wait <time>',
      'how long to wait for the locks of others',
      seconds(0),
      LOCK_WAIT_MS / 1000,
    )
    .option('--yes', 'do not ask, whoever made the rows')
    .option('--json', 'print the result as JSON', false)
    .action((options: Options) => withStacks([options.stack], 'load', () => load(options))),
);
