import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { UserError } from '../cli/user-error';
import { readStackOutputs } from '../stack/read-outputs';
import { dockerClient } from '../toolchain/docker-client';
import { allContainers } from '../topology/plan';

const command = stackCommand('npm run logs --', 'Prints the log of a node or another part.')
  .argument('<node>', 'its name, e.g. coordinator-a, etcd-1, load-balancer, manager')
  .option('--follow', 'go on until Ctrl-C')
  .option('--tail <lines>', 'only the last lines', 'all')
  .action(async (name: string, options: StackOptions & { follow?: boolean; tail: string }) => {
    const { plan } = await readStackOutputs(options.stack);
    const parts = allContainers(plan);
    const part = parts.find((one) => one.name === name || one.container === name);
    if (part === undefined) {
      throw new UserError(
        `stack "${plan.stack}" has no "${name}"`,
        `it has ${parts.map((one) => one.name).join(', ')}`,
      );
    }
    await printLog(part.container, options);
  });

async function printLog(
  name: string,
  { follow, tail }: { follow?: boolean; tail: string },
): Promise<void> {
  const docker = dockerClient();
  const container = docker.getContainer(name);
  // `follow` decides the type of the answer, so the stream is always asked for.
  const stream = await container
    .logs({ follow: true, stdout: true, stderr: true, tail: tail as never, ...until(follow) })
    .catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      throw new UserError(`container ${name} is gone`, '`npm run up` makes it again');
    });
  docker.modem.demuxStream(stream, process.stdout, process.stderr);
  process.once('SIGINT', () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy());
  await new Promise<void>((resolve, reject) => {
    stream.once('end', resolve).once('close', resolve).once('error', reject);
  });
}

/** Ends the stream at the present moment unless it is to be followed. */
function until(follow = false): { until?: number } {
  return follow ? {} : { until: Math.floor(Date.now() / 1000) + 1 };
}

void runCommand(command);
