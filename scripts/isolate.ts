import { Option } from 'commander';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { readDeployment } from '../running/read-deployment';
import { isolate } from '../shards/isolate';

interface Options extends StackOptions {
  readonly table: string;
  readonly value: string;
  readonly to?: string;
  readonly blockWrites: boolean;
}

const command = stackCommand(
  'npm run isolate --',
  'Gives the rows of one value of the distribution column a shard of their own, while they are in use.',
)
  .addOption(new Option('--table <name>', 'the table').makeOptionMandatory())
  .addOption(new Option('--value <value>', 'the value').makeOptionMandatory())
  .option('--to <worker>', 'the worker that is to hold it, e.g. worker-2; default: it stays')
  .option('--block-writes', 'hold back writes where it can not be done without', false)
  .action(async ({ stack, to, ...order }: Options) => {
    const signal = stopSignal([
      'stopping: the statement under way is undone',
      'stopping; once more ends it at once',
    ]);
    const result = await isolate(await readDeployment(stack), { ...order, to }, signal);
    const { shard, wasAlone, worker, from } = result;
    const moved = worker === from ? `on ${worker}` : `on ${worker}, before on ${from}`;
    const text = wasAlone ? 'was alone already' : 'is alone';
    process.stdout.write(`"${order.value}" ${text} in shard ${shard}, ${moved}\n`);
  });

void runCommand(command);
