import { setTimeout as sleep } from 'node:timers/promises';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { askHttp } from '../running/ask-http';
import type { Deployment } from '../running/local-state';
import { endpoints, webAddress } from '../topology/endpoints';

/** How long the manager may take to set the cluster up, ms. */
const LIMIT_MS = 180_000;

/** And to answer once, ms. */
const ANSWER_LIMIT_MS = 3000;

/** What has to be known of a cluster to ask its manager. */
type DeployedCluster = Pick<Deployment, 'plan' | 'caCertificate'>;

/**
 * Waits until the manager calls the cluster ready.
 *
 * @throws UserError with the manager's reasons when the limit is over
 */
export async function waitUntilReady(
  deployment: DeployedCluster,
  limitMs = LIMIT_MS,
): Promise<void> {
  const progress = startProgress('wait for the cluster');
  const deadline = Date.now() + limitMs;
  for (;;) {
    const reasons = await reasonsNotReady(deployment);
    if (reasons.length === 0) {
      progress.done();
      return;
    }
    if (Date.now() > deadline) {
      progress.fail();
      throw new UserError(
        `the cluster is not ready after ${Math.round(limitMs / 1000)} s: ${reasons.join(', ')}`,
        `see \`npm run logs -- manager --stack ${deployment.plan.stack}\``,
      );
    }
    progress.update(reasons.join(', '));
    await sleep(500);
  }
}

async function reasonsNotReady(deployment: DeployedCluster): Promise<string[]> {
  const { manager } = endpoints(deployment.plan);
  try {
    const { status, body } = await askHttp(deployment, manager, '/ready', ANSWER_LIMIT_MS);
    if (status === 200) return [];
    const { reasons } = JSON.parse(body) as { reasons: string[] };
    return reasons.length > 0 ? reasons : ['no reason given'];
  } catch {
    return [`the manager does not answer at ${webAddress(deployment.plan, manager)}`];
  }
}
