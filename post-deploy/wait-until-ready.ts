import { setTimeout as sleep } from 'node:timers/promises';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { endpoints } from '../topology/endpoints';
import type { ClusterPlan } from '../topology/plan';

/** How long the manager may take to set the cluster up, ms. */
const LIMIT_MS = 180_000;

/**
 * Waits until the manager calls the cluster ready.
 *
 * @throws UserError with the manager's reasons when the limit is over
 */
export async function waitUntilReady(plan: ClusterPlan, limitMs = LIMIT_MS): Promise<void> {
  const { host, port } = endpoints(plan).manager;
  const progress = startProgress('wait for the cluster');
  const deadline = Date.now() + limitMs;
  for (;;) {
    const reasons = await reasonsNotReady(`http://${host}:${port}/ready`);
    if (reasons.length === 0) {
      progress.done();
      return;
    }
    if (Date.now() > deadline) {
      progress.fail();
      throw new UserError(
        `the cluster is not ready after ${Math.round(limitMs / 1000)} s: ${reasons.join(', ')}`,
        `see \`npm run logs -- manager --stack ${plan.stack}\``,
      );
    }
    progress.update(reasons.join(', '));
    await sleep(500);
  }
}

async function reasonsNotReady(url: string): Promise<string[]> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    if (response.ok) return [];
    const { reasons } = (await response.json()) as { reasons: string[] };
    return reasons.length > 0 ? reasons : ['no reason given'];
  } catch {
    return [`the manager does not answer at ${url}`];
  }
}
