import { measureEvidence } from '../self-measurement/measure-evidence';
import { BLOCKS, type CostFigure } from '../self-measurement/summarise-cost';
import { findLoadGenerator } from '../benchmark/generator/load-generator';
import { withStacks } from '../jobs/claimed-stacks';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { seconds } from '../words/duration';
import { stopSignal } from '../cli/stop-signal';
import { readStackOutputs } from '../running/read-outputs';

interface Options extends StackOptions {
  readonly scenario: string;
  readonly vus: number;
  readonly block: number;
  readonly rounds: number;
  readonly json: boolean;
}

async function run({ stack, scenario, vus, block, rounds, json }: Options): Promise<void> {
  const signal = stopSignal(['stopping', 'once more ends it at once']);
  const cost = await measureEvidence({
    stack,
    outputs: await readStackOutputs(stack),
    loadGenerator: await findLoadGenerator(),
    ...{ scenario, vus, blockS: block, rounds },
    signal,
  });
  if (json) {
    process.stdout.write(`${JSON.stringify(cost)}\n`);
    return;
  }
  const { own, serving, engine } = cost.cpuMsPerS;
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  process.stdout.write(
    `evidence takes ${describe(cost.cpuPct)} of the CPU time that the machine uses
  each second ${ms(own)} of the benchmark's process, ${ms(serving)} of relays and database sessions, ${ms(engine)} of the container engine
the throughput is lower by ${describe(cost.throughputPct)} meanwhile
medians of ${cost.rounds} rounds
`,
  );
}

function describe({ median, interval }: CostFigure): string {
  if (interval === null) return `${median.toFixed(2)} %`;
  const [low, high] = interval;
  return `${median.toFixed(2)} % (${low.toFixed(2)} to ${high.toFixed(2)} % with 95 % confidence)`;
}

void runCommand(
  stackCommand(
    'npm run measure-evidence --',
    'Runs a scenario with collectors of evidence that work and rest in turns, and tells what they cost.',
  )
    .option('--scenario <name>', 'what is run', 'mixed')
    .option('--vus <n>', 'virtual users', wholeNumber(1, 1000), 8)
    .option('--block <time>', 'how long they work or rest', seconds(2), 4)
    .option('--rounds <n>', `rounds of ${BLOCKS} blocks`, wholeNumber(1, 1000), 30)
    .option('--json', 'print the figures as JSON', false)
    .action((options: Options) =>
      withStacks([options.stack], 'measure-evidence', () => run(options)),
    ),
);
