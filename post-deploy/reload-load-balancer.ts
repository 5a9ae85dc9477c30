import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ConfigurationFile } from '../components/load-balancer-configuration';
import { execInContainer } from '../toolchain/docker/container-exec';
import { readContainerFile, writeContainerFiles } from '../toolchain/docker/container-files';

/** How long HAProxy may take to start a worker, ms. */
const RELOAD_LIMIT_MS = 10_000;

/** Between two looks, ms. */
const LOOK_MS = 50;

/**
 * Gives a running load balancer other files. HAProxy's master starts a new worker, which takes the
 * connections from now on; the old one goes on with the sessions that it has and ends with the last.
 *
 * @param files the first is the configuration, the others are loaded by it
 * @returns false where the container has these files already
 * @throws UserError where HAProxy refuses them; it then goes on with what it had
 */
export async function reloadLoadBalancer(
  container: Docker.Container,
  files: readonly ConfigurationFile[],
): Promise<boolean> {
  const before = await Promise.all(files.map(({ file }) => readContainerFile(container, file)));
  if (files.every(({ content }, i) => before[i]?.content === content)) return false;
  await writeContainerFiles(container, files);
  const complaint = await check(container, files[0]?.file ?? '');
  if (complaint !== undefined) {
    await writeContainerFiles(container, before);
    throw new UserError(
      `HAProxy refuses the load balancer's configuration: ${complaint}`,
      'mend haproxy/haproxy.cfg; the load balancer goes on with the one it had',
    );
  }
  const workers = await workerIds(container);
  // By a command in the container: where Docker sends a signal, it takes the container for stopped on
  // purpose, and does not start it again when it fails.
  await execInContainer(container, ['sh', '-c', 'kill -USR2 $(cat /proc/1/task/1/children)']);
  const deadline = Date.now() + RELOAD_LIMIT_MS;
  while ((await workerIds(container)).every((id) => workers.includes(id))) {
    if (Date.now() > deadline) {
      throw new UserError(
        'HAProxy started no worker with the new configuration',
        'see its log: npm run logs -- load-balancer',
      );
    }
    await pause(LOOK_MS);
  }
  return true;
}

/** What HAProxy has against a configuration; undefined where it takes it. */
async function check(container: Docker.Container, file: string): Promise<string | undefined> {
  const { code, output } = await execInContainer(container, ['haproxy', '-c', '-f', file]);
  if (code === 0) return undefined;
  const lines = output.split('\n');
  const alert = lines.find((line) => line.includes('[ALERT]'));
  return (alert ?? lines[0] ?? '').replace(/^.*?: /, '').trim() || `exit code ${code}`;
}

/** Process ids of HAProxy's workers: the haproxy processes whose parent is one. */
async function workerIds(container: Docker.Container): Promise<string[]> {
  const { Processes } = (await container.top({ ps_args: '-o pid,ppid,comm' })) as {
    Processes: [pid: string, parent: string, name: string][];
  };
  const own = Processes.filter(([, , name]) => name === 'haproxy');
  return own.filter(([, parent]) => own.some(([pid]) => pid === parent)).map(([pid]) => pid);
}
