import { withStacks } from '../benchmark/live/claimed-stacks';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { confirm } from '../cli/confirm';
import { seconds } from '../cli/duration';
import { stopSignal } from '../cli/stop-signal';
import { loadDataset } from '../dataset/load-dataset';
import { LOCK_WAIT_MS } from '../dataset/load-job';
import { describeLoad } from '../dataset/load-report';
import type { TableContents } from '../dataset/table-contents';
import { readStackOutputs } from '../stack/read-outputs';

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
    onReplace: (contents) => agree(contents, yes === true),
    signal: stopSignal(['stopping', 'stopping; once more ends it at once']),
  });
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${describeLoad(result)}\n`);
}

/** Says what goes, and asks where that is more than an earlier load brought. */
async function agree({ rows, others }: TableContents, yes: boolean): Promise<void> {
  if (rows === 0) return;
  const count = (n: number): string => n.toLocaleString('en');
  const made = others === 0 ? '' : `, ${count(others)} of them made by no load`;
  process.stderr.write(`replacing the ${count(rows)} rows that are there${made}\n`);
  if (others > 0 && !yes) await confirm(`Remove these ${count(rows)} rows?`);
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
