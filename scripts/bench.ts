import { version } from '../package.json';
import { bench, type BenchParts } from '../benchmark/bench';
import { findCapacity } from '../benchmark/capacity/find-capacity';
import { loadScenario } from '../benchmark/generator/k6-script';
import { findLoadGenerator } from '../benchmark/generator/load-generator';
import type { JobDescription } from '../jobs/job';
import { runJob } from '../jobs/run-job';
import type { BenchOptions } from '../benchmark/options/bench-options';
import { benchOptions } from '../benchmark/options/choose-options';
import { addBenchOptions } from '../benchmark/options/declare-options';
import { drawnOperations } from '../benchmark/prepare-stack';
import type { RunResult } from '../benchmark/run';
import type { Operation } from '../k6-scripts/lib/operation';
import { findScenario, scenarioNames } from '../benchmark/scenario/scenario-source';
import { failureOf } from '../benchmark/figures/total-failure';
import { unmeasuredPart } from '../benchmark/figures/threshold';
import { brokenThresholds } from '../benchmark/figures/threshold-outcome';
import { runCommand, stackCommand } from '../cli/command';
import { commandLine } from '../cli/command-line';
import { stopSignal } from '../cli/stop-signal';
import { UserError } from '../words/user-error';
import { readStackOutputs } from '../running/read-outputs';

const command = addBenchOptions(
  stackCommand('npm run bench --', 'Runs a benchmark against a stack with k6.').argument(
    '<scenario>',
    `one of ${scenarioNames().join(', ')}; or the path of your own (docs/scenarios.md)`,
  ),
);

command.action(async (scenario: string) => {
  const { scenarios: folder } = command.opts<{ scenarios?: string }>();
  const declaration = await loadScenario(findScenario(scenario, folder));
  const options = benchOptions(command, scenario, declaration.defaults);
  const { json } = command.opts<{ json?: true }>();
  const operations = drawnOperations(declaration, options);
  const unmeasured = unmeasuredPart(options.failIf, operations);
  if (unmeasured !== undefined) command.error(`error: ${unmeasured}`);
  const signal = stopSignal(['stopping', 'once more ends it at once']);
  // With --json, stdout is for the document alone.
  const said = json ? [process.stderr] : [process.stdout, process.stderr];
  const work = { description: describe(scenario, options), results: options.resultsFolder };
  await runJob({ ...work, signal, said }, async (journal) => {
    const parts: BenchParts = {
      outputs: readStackOutputs,
      loadGenerator: findLoadGenerator,
      toolVersion: version,
      ...{ signal, journal },
      print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
    };
    if (options.capacitySearch !== null) {
      const capacity = await findCapacity(options, options.capacitySearch, parts);
      if (json) process.stdout.write(`${JSON.stringify(capacity, null, 2)}\n`);
      return;
    }
    const results = await bench(options, parts);
    if (json) {
      const runs = results.map(({ metrics }) => metrics);
      process.stdout.write(
        `${JSON.stringify(runs.length === 1 && options.repeat === 1 ? runs[0] : runs, null, 2)}\n`,
      );
    }
    if (signal.aborted) throw new UserError('stopped; what was measured is kept');
    judge(results, operations);
  });
});

function describe(scenario: string, options: BenchOptions): JobDescription {
  return {
    kind: 'bench',
    stacks: options.stacks,
    title: options.capacitySearch === null ? scenario : `capacity of ${scenario}`,
    scenario,
    faults: [],
    command: commandLine('npm run bench --', process.argv.slice(2)),
  };
}

/** @throws UserError if a run failed, or met a condition that fails it */
function judge(results: readonly RunResult[], operations: readonly Operation[]): void {
  for (const { metrics } of results) {
    const failure = failureOf(metrics, operations);
    if (failure !== undefined) throw new UserError(failure);
  }
  const broken = brokenThresholds(results.map(({ metrics }) => metrics));
  for (const line of broken) process.stderr.write(`threshold broken in ${line}\n`);
  if (broken.length > 0) {
    throw new UserError(`${broken.length} of the thresholds were broken; the results are kept`);
  }
}

void runCommand(command);
