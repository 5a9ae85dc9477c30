import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { runCommand, stackCommand, type StackOptions } from '../cli/command';
import { UserError } from '../words/user-error';
import { readStackOutputs } from '../running/read-outputs';
import type Docker from 'dockerode';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { allContainers } from '../topology/plan';

const command = stackCommand('npm run logs --', 'Prints the log of a node or another part.')
  .argument('<node>', 'its name, e.g. coordinator-a, etcd-1, load-balancer, pooler, manager')
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
    await printLog(clusterDocker(plan), part.container, options);
  });

async function printLog(
  docker: Docker,
  name: string,
  { follow, tail }: { follow?: boolean; tail: string },
): Promise<void> {
  const container = docker.getContainer(name);
  const options = { stdout: true, stderr: true, tail: tail as never };
  try {
    // The engine's frames of stdout and stderr come as a stream, or all at once.
    const stream = follow
      ? await container.logs({ ...options, follow: true })
      : new PassThrough().end(await container.logs({ ...options, follow: false }));
    docker.modem.demuxStream(stream, process.stdout, process.stderr);
    await once(stream, 'close');
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    throw new UserError(`container ${name} is gone`, '`npm run up` makes it again');
  }
}

void runCommand(command);
