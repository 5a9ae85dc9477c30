import { version } from '../package.json';
import { chaos } from '../chaos/chaos';
import { addChaosOptions, chaosOptions } from '../chaos/options';
import { runCommand, stackCommand } from '../cli/command';
import { UserError } from '../cli/user-error';
import { readStackOutputs } from '../stack/read-outputs';
import { dockerClient } from '../toolchain/docker-client';

const command = addChaosOptions(
  stackCommand('npm run chaos --', 'Breaks something under load, measures it, checks the rows.'),
);

command.action(async (faults: string[]) => {
  const options = chaosOptions(command, faults);
  const { json } = command.opts<{ json?: true }>();
  const stopping = new AbortController();
  let interrupts = 0;
  const stop = (): void => {
    interrupts += 1;
    stopping.abort();
    if (interrupts === 1) process.stderr.write('stopping: heals the fault, drops the tables\n');
    if (interrupts === 2) process.stderr.write('once more ends it at once, and heals nothing\n');
    if (interrupts === 3) process.exit(130);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const result = await chaos(options, {
    outputs: await readStackOutputs(options.stack),
    docker: dockerClient(),
    toolVersion: version,
    signal: stopping.signal,
    // With --json, stdout is for the document alone.
    print: (text) => (json ? process.stderr : process.stdout).write(`${text}\n`),
  });
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (stopping.signal.aborted) throw new UserError('stopped by Ctrl-C; what was measured is kept');
  const [first, ...others] = result.violations;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new UserError(`violated: ${first}${more}`);
  }
});

void runCommand(command);
