import { Option } from 'commander';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { stopSignal } from '../cli/stop-signal';
import { TABLE } from '../dataset/table';
import { readDeployment } from '../running/read-deployment';
import { reshard } from '../shards/reshard';
import { shardCountLines } from '../shards/shard-count-lines';

interface Options extends StackOptions {
  readonly shards: number;
  readonly table: string;
  readonly blockWrites: boolean;
}

const command = stackCommand(
  'npm run reshard --',
  'Gives a table more shards while it is in use, and those that are colocated with it.',
)
  .addOption(
    new Option('--shards <n>', 'shards that it is to have: a whole multiple of those it has')
      .argParser(wholeNumber(1, 32_000))
      .makeOptionMandatory(),
  )
  .option('--table <name>', 'the table', TABLE)
  .option('--block-writes', 'hold back writes where it can not be done without', false)
  .action(async ({ stack, ...order }: Options) => {
    const deployment = await readDeployment(stack);
    const signal = stopSignal([
      'stopping: the statement under way is undone',
      'stopping; once more ends it at once',
    ]);
    const { table, colocated, before, after } = await reshard(deployment, order, signal);
    const along = colocated.length === 0 ? '' : `, and so have ${colocated.join(', ')}`;
    const text =
      after === before
        ? `${table} has ${after} shards already`
        : `${table} has ${after} shards, before ${before}${along}`;
    const lines = [text, ...shardCountLines(deployment.plan, [table, ...colocated], order.shards)];
    process.stdout.write(`${lines.join('\n')}\n`);
  });

void runCommand(command);
