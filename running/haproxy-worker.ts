import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import { execInContainer } from '../toolchain/docker/container-exec';

/** How long HAProxy may take to start a worker, ms. */
const RELOAD_LIMIT_MS = 10_000;

/** Between two looks, ms. */
const LOOK_MS = 50;

/**
 * Has HAProxy's master start a new worker, which reads all files and takes the connections from now on;
 * the old one goes on with the sessions that it has and ends with the last.
 *
 * @throws UserError where none comes in time
 */
export async function replaceWorker(container: Docker.Container): Promise<void> {
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
}

/** Process ids of HAProxy's workers: the haproxy processes whose parent is one. */
async function workerIds(container: Docker.Container): Promise<string[]> {
  const { Processes } = (await container.top({ ps_args: '-o pid,ppid,comm' })) as {
    Processes: [pid: string, parent: string, name: string][];
  };
  const own = Processes.filter(([, , name]) => name === 'haproxy');
  return own.filter(([, parent]) => own.some(([pid]) => pid === parent)).map(([pid]) => pid);
}
