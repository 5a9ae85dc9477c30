import { setTimeout as sleep } from 'node:timers/promises';
import type { Secrets } from '../manager/secrets';
import type { Engine } from '../toolchain/docker/docker-client';
import type { ClusterPlan } from '../topology/plan';
import { rotatePasswords } from './rotate-passwords';
import { findRunningCluster, type RunningCluster } from './running-cluster';

/** Longest wait for a primary of each group, ms: PostgreSQL may have a crash to recover from. */
const PRIMARIES_LIMIT_MS = 240_000;

/** Between two looks, ms. */
const POLL_MS = 500;

/**
 * Gives databases that come up from volumes of before the passwords of now, as soon as each group has
 * a primary: what they were made with may be known to nobody any more, and nodes and manager can't log
 * in anywhere until then. Where that does not come, the manager's own wait ends and says why.
 *
 * @param tell takes what is done, a line at a time
 */
export async function takeOverPasswords(
  plan: ClusterPlan,
  secrets: Secrets,
  { docker }: Engine,
  tell: (text: string) => void,
): Promise<void> {
  const hasPrimaries = ({ status }: RunningCluster): boolean =>
    plan.groups.every(({ group }) =>
      status?.nodes.some((node) => node.group === group && node.role === 'primary'),
    );
  const deadline = Date.now() + PRIMARIES_LIMIT_MS;
  for (; Date.now() < deadline; await sleep(POLL_MS)) {
    const cluster = await findRunningCluster(plan, docker);
    if (cluster === undefined || !hasPrimaries(cluster)) continue;
    await rotatePasswords({ docker, plan, secrets, cluster }, tell);
    return;
  }
}
