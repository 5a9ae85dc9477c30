import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { loadDataset } from '../dataset/load-dataset';
import { describeLoad } from '../dataset/load-report';
import { readStackOutputs } from '../stack/read-outputs';

interface Options extends StackOptions {
  readonly rows?: number;
  readonly json: boolean;
}

async function load({ stack, rows, json }: Options): Promise<void> {
  const { plan, connections } = await readStackOutputs(stack);
  const result = await loadDataset(plan, connections.write, {
    ...(rows !== undefined && { rows }),
    force: true,
  });
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${describeLoad(result)}\n`);
}

void runCommand(
  stackCommand('npm run load --', 'Loads the data set in place of what the table holds')
    .option('--rows <n>', "rows to load (default: the stack's dataset.rows)", wholeNumber(0, 1e10))
    .option('--json', 'print the result as JSON', false)
    .action(load),
);
