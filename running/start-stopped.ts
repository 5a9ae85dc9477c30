import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { execInContainer } from '../toolchain/docker/container-exec';
import type { ClusterPlan } from '../topology/plan';

/** Longest wait for a cluster that was started as it is, ms. */
const READY_LIMIT_MS = 120_000;

/** Between two looks at it, ms. */
const POLL_MS = 500;

/**
 * Starts, or thaws, the containers of a cluster none of whose database nodes runs, as they are, and waits for
 * its manager to call it ready: what is in the databases can be asked then, and a change, that of
 * passwords above all, is carried out as in any cluster that works. One that does not become ready is
 * gone on with as it is.
 *
 * @param tell takes what is done, a line at a time
 */
export async function startStopped(
  { stack, network, manager }: ClusterPlan,
  docker: Docker,
  tell: (text: string) => void,
): Promise<void> {
  const filters = { label: [`citus-cluster.stack=${stack}`] };
  const own = (await docker.listContainers({ all: true, filters })).filter(({ Names }) =>
    Names.some((name) => name.startsWith(`/${network}-`)),
  );
  const nodes = own.filter(({ Labels }) => Labels['citus-cluster.group'] !== undefined);
  const isStopped = ({ State }: { State: string }): boolean => ['exited', 'paused'].includes(State);
  if (nodes.length === 0 || !nodes.every(isStopped)) return;
  tell(`stack "${stack}" is stopped: its containers are started as they are`);
  await Promise.all(
    own.filter(isStopped).map(({ Id, Names, State }) => {
      const container = docker.getContainer(Id);
      const started = State === 'paused' ? container.unpause() : container.start();
      return started.catch((error: unknown) => {
        tell(`${Names.join().slice(1)} does not start: ${(error as Error).message}`);
      });
    }),
  );
  const { container, port } = manager;
  const question = ['http-ok', String(port.internal), '/ready'];
  const isReady = async (): Promise<boolean> =>
    (await execInContainer(docker.getContainer(container), question)).code === 0;
  for (const deadline = Date.now() + READY_LIMIT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    // A manager that is not there, or starts again, is as good as one that says no.
    if (await isReady().catch(() => false)) return;
  }
  tell(`its manager does not call it ready; \`npm run status -- --stack ${stack}\` says why`);
}
