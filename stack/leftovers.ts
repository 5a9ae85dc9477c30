import type Docker from 'dockerode';
import { allContainers, allNodes, type ClusterPlan } from '../topology/plan';

/**
 * Removes what a cut-off deployment left on the engine without a trace in Pulumi's state: containers,
 * network and volumes of this stack, by the plan's names. What is not there is fine. Images stay, as
 * Pulumi leaves them: they are why the next deployment is quick.
 *
 * @returns the names of what was removed
 */
export async function removeLeftovers(plan: ClusterPlan, docker: Docker): Promise<string[]> {
  const removed: string[] = [];
  const remove = async (name: string, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
      removed.push(name);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    }
  };
  for (const { container } of allContainers(plan)) {
    await remove(container, () => docker.getContainer(container).remove({ force: true, v: true }));
  }
  await remove(plan.network, () => docker.getNetwork(plan.network).remove());
  if (!plan.protectData) {
    for (const { volume } of [...plan.etcd, ...allNodes(plan)]) {
      await remove(volume, () => docker.getVolume(volume).remove());
    }
  }
  return removed;
}
