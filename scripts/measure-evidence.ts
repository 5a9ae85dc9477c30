import { findLoadGenerator } from '../benchmark/load-generator';
import { measureEvidence } from '../benchmark/measure-evidence';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { seconds } from '../cli/duration';
import { readStackOutputs } from '../stack/read-outputs';

interface Options extends StackOptions {
  readonly scenario: string;
  readonly vus: number;
  readonly duration: number;
  readonly rounds: number;
  readonly json: boolean;
}

async function run({ stack, scenario, vus, duration, rounds, json }: Options): Promise<void> {
  const stopping = new AbortController();
  process.once('SIGINT', () => {
    stopping.abort();
  });
  const cost = await measureEvidence({
    stack,
    outputs: await readStackOutputs(stack),
    loadGenerator: await findLoadGenerator(),
    ...{ scenario, vus, durationS: duration, rounds },
    signal: stopping.signal,
    print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
  });
  if (json) {
    process.stdout.write(`${JSON.stringify(cost)}\n`);
    return;
  }
  const interval =
    cost.interval === null
      ? ''
      : `, between ${cost.interval[0].toFixed(1)} and ${cost.interval[1].toFixed(1)} % with 95 % confidence`;
  process.stdout.write(
    `evidence costs ${cost.costPct.toFixed(1)} % of the throughput (median of ${cost.rounds.length} rounds${interval})\n`,
  );
}

void runCommand(
  stackCommand(
    'npm run measure-evidence --',
    'Runs a scenario with and without evidence in turns and tells what collecting it costs.',
  )
    .option('--scenario <name>', 'what is run', 'mixed')
    .option('--vus <n>', 'virtual users', wholeNumber(1, 1000), 8)
    .option('--duration <time>', 'of each run', seconds(1), 10)
    .option('--rounds <n>', 'runs of each', wholeNumber(1, 100), 8)
    .option('--json', 'print the figures as JSON', false)
    .action(run),
);
