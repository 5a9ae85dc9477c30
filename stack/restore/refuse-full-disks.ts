import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { partsOn } from '../../topology/hosts/parts-on';
import { allContainers, type ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import { neededOn, refuseFullDisk, restoredHosts, type RestorePlan } from './restore-plan';

/**
 * Refuses a restore for which the disk of an engine has no room.
 *
 * @throws UserError naming the host, where there are several; where nothing of the stack runs there
 */
export async function refuseFullDisks(
  docker: Docker,
  plan: ClusterPlan,
  restore: RestorePlan,
): Promise<void> {
  for (const host of restoredHosts(restore)) {
    refuseFullDisk(neededOn(restore, host), await freeBytes(docker, plan, host), host);
  }
}

/** Of an engine's disk, by what a container that runs there sees of it. */
async function freeBytes(
  docker: Docker,
  plan: ClusterPlan,
  host: string | undefined,
): Promise<number> {
  const parts = host === undefined ? allContainers(plan) : partsOn(plan, host);
  for (const { container } of parts) {
    const command = ['df', '-B1', '--output=avail', '/'];
    const run = execInContainer(docker.getContainer(container), command);
    const { code, output } = await run.catch(() => ({ code: -1, output: '' }));
    if (code === 0) return Number(output.trim().split('\n').at(-1));
  }
  throw new UserError(
    `nothing of stack "${plan.stack}" runs${host === undefined ? '' : ` on ${host}`}, so that the room on the disk can't be told`,
    `\`npm run up -- --stack ${plan.stack}\` starts it`,
  );
}
