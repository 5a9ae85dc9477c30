import { version } from '../package.json';
import type { JobDescription } from '../jobs/job';
import { runJob } from '../jobs/run-job';
import { chaos } from '../chaos/chaos';
import { chosenSteps } from '../chaos/chosen-steps';
import { addChaosOptions, chaosOptions, type ChaosOptions } from '../chaos/options';
import type { ChaosResult } from '../results/chaos-result';
import { runCommand, stackCommand } from '../cli/command';
import { commandLine } from '../cli/command-line';
import { stopSignal } from '../cli/stop-signal';
import { UserError } from '../words/user-error';
import { readStackOutputs } from '../running/read-outputs';
import { clusterDocker } from '../running/hosts/cluster-docker';

const command = addChaosOptions(
  stackCommand('npm run chaos --', 'Breaks something under load, measures it, checks the rows.'),
);

command.action(async (faults: string[]) => {
  const options = chaosOptions(command, faults);
  const { json } = command.opts<{ json?: true }>();
  const signal = stopSignal([
    'stopping: heals the fault, drops the tables',
    'once more ends it at once, and heals nothing',
  ]);
  const outputs = await readStackOutputs(options.stack);
  // What can't be done is no job.
  const steps = chosenSteps(options, outputs.plan);
  // With --json, stdout is for the document alone.
  const said = json ? [process.stderr] : [process.stdout, process.stderr];
  const work = { description: describe(options), results: options.resultsFolder };
  await runJob({ ...work, signal, said }, async (journal) => {
    const result = await chaos(options, steps, {
      outputs,
      docker: clusterDocker(outputs.plan),
      toolVersion: version,
      ...{ signal, journal },
      print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
    });
    if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    if (signal.aborted) throw new UserError('stopped; what was measured is kept');
    judge(result);
  });
});

function describe(options: ChaosOptions): JobDescription {
  const { stack, faults, targets } = options;
  const what = faults.join(', ');
  return {
    kind: 'chaos',
    stacks: [stack],
    title: targets.length === 0 ? what : `${what} of ${targets.join(', ')}`,
    scenario: null,
    faults,
    command: commandLine('npm run chaos --', process.argv.slice(2)),
  };
}

/** @throws UserError if something that must hold did not */
function judge({ violations }: ChaosResult): void {
  const [first, ...others] = violations;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new UserError(`violated: ${first}${more}`);
  }
}

void runCommand(command);
