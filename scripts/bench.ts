import { version } from '../package.json';
import { bench } from '../benchmark/bench';
import { loadScenario, scenarioNames } from '../benchmark/k6-script';
import { findLoadGenerator } from '../benchmark/load-generator';
import { addBenchOptions, benchOptions } from '../benchmark/options';
import { unmeasuredPart } from '../benchmark/threshold';
import { describeOutcome } from '../benchmark/threshold-outcome';
import { runCommand, stackCommand } from '../cli/command';
import { UserError } from '../cli/user-error';
import { readStackOutputs } from '../stack/read-outputs';

const command = addBenchOptions(
  stackCommand('npm run bench --', 'Runs a benchmark against a stack with k6.').argument(
    '<scenario>',
    `one of ${scenarioNames().join(', ')}`,
  ),
);

command.action(async (scenario: string) => {
  const options = benchOptions(command, scenario);
  const { json } = command.opts<{ json?: true }>();
  const operations = (await loadScenario(scenario))
    .mix(options)
    .flatMap(({ operation, weight }) => (weight > 0 ? [operation] : []));
  const unmeasured = unmeasuredPart(options.failIf, operations);
  if (unmeasured !== undefined) command.error(`error: ${unmeasured}`);
  const stopping = new AbortController();
  let interrupts = 0;
  const stop = (): void => {
    interrupts += 1;
    stopping.abort();
    if (interrupts === 2) process.stderr.write('stopping; once more ends it at once\n');
    if (interrupts > 2) process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const results = await bench(options, {
    outputs: () => readStackOutputs(options.stack),
    loadGenerator: findLoadGenerator,
    toolVersion: version,
    signal: stopping.signal,
    // With --json, stdout is for the document alone.
    print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
  });
  if (json) {
    const runs = results.map(({ metrics }) => metrics);
    process.stdout.write(`${JSON.stringify(options.repeat === 1 ? runs[0] : runs, null, 2)}\n`);
  }
  if (stopping.signal.aborted) throw new UserError('stopped by Ctrl-C; what was measured is kept');
  const failed = results.find(({ metrics }) => metrics.success_count === 0);
  if (failed !== undefined) {
    const first = failed.metrics.errors.samples[0]?.message ?? 'nothing ended in the measured time';
    throw new UserError(`no statement succeeded: ${first}`);
  }
  const broken = results.flatMap(({ metrics }) =>
    (metrics.thresholds ?? [])
      .filter((threshold) => threshold.broken)
      .map((threshold) => `${metrics.run_id}: ${describeOutcome(threshold)}`),
  );
  for (const line of broken) process.stderr.write(`threshold broken in ${line}\n`);
  if (broken.length > 0)
    throw new UserError(`${broken.length} thresholds are broken; the results are kept`);
});

void runCommand(command);
