import { hostEngines } from '../../running/hosts/cluster-docker';
import { inTime } from '../../running/hosts/in-time';
import type { ClusterPlan } from '../../topology/plan';

/** How long the engine of a lost host may take to answer, ms: usually nobody does. */
const LIMIT_MS = 1500;

/** How long a container may take to end, seconds. */
const STOP_S = 2;

/**
 * Stops what lost hosts that are back run of a stack, for good: others have taken its part. The cluster
 * lets none of it in (pg_hba names the hosts, etcd has removed the member), but clients that know the old
 * addresses would find a load balancer there. Volumes stay, and so do the containers, for whoever wants to
 * look at them.
 *
 * @param say takes a line for each such host
 */
export async function stopZombies(
  { stack, hosts = [] }: Pick<ClusterPlan, 'stack' | 'hosts'>,
  say: (text: string) => void,
): Promise<void> {
  const lost = hosts.filter(({ state }) => state === 'lost');
  const engines = hostEngines(lost.map((host) => ({ ...host, state: 'active' })));
  await Promise.all(
    [...engines].map(async ([name, docker]) => {
      const filters = { label: [`citus-cluster.stack=${stack}`] };
      const found = await inTime(
        (abortSignal) => docker.listContainers({ filters, abortSignal }),
        LIMIT_MS,
      ).catch(() => []);
      if (found.length === 0) return;
      await Promise.all(
        found.map(async ({ Id }) => {
          const container = docker.getContainer(Id);
          await container.update({ RestartPolicy: { Name: 'no' } });
          await container.stop({ t: STOP_S }).catch(() => undefined);
        }),
      );
      say(
        `${name}, which was lost, is back: its ${found.length} containers of stack "${stack}" are stopped; ` +
          'what they hold is old, and can be removed there (docker rm, docker volume rm)',
      );
    }),
  );
}
