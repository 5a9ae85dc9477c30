import { findLoadGenerator } from '../benchmark/generator/load-generator';
import { withStacks } from '../jobs/claimed-stacks';
import { measureCeiling } from '../self-measurement/measure-ceiling';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { seconds } from '../words/duration';
import { stopSignal } from '../cli/stop-signal';
import { readStackOutputs } from '../running/read-outputs';

interface Options extends StackOptions {
  readonly clients: number;
  readonly duration: number;
  readonly rounds: number;
  readonly json: boolean;
}

async function run({ stack, clients, duration, rounds, json }: Options): Promise<void> {
  const signal = stopSignal(['stopping', 'once more ends it at once']);
  const ceiling = await measureCeiling({
    stack,
    outputs: await readStackOutputs(stack),
    loadGenerator: await findLoadGenerator(),
    clients,
    durationS: duration,
    rounds,
    signal,
    print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(ceiling)}\n`
      : `k6 reaches ${ceiling.ratio.toFixed(2)} of pgbench's extended protocol, ${ceiling.ratioPrepared.toFixed(2)} of its prepared statements (median of ${ceiling.rounds.length} rounds, ${clients} clients)\n`,
  );
}

void runCommand(
  stackCommand(
    'npm run measure-ceiling --',
    'Compares k6 with pgbench on a select of one row by its key, through the load balancer.',
  )
    .option('--clients <n>', 'virtual users and clients', wholeNumber(1, 1000), 8)
    .option('--duration <time>', 'of each measurement', seconds(1), 4)
    .option('--rounds <n>', 'measurements of each', wholeNumber(1, 100), 9)
    .option('--json', 'print the figures as JSON', false)
    .action((options: Options) =>
      withStacks([options.stack], 'measure-ceiling', () => run(options)),
    ),
);
