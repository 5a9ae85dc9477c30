import { silentHosts } from '../../running/hosts/silent-hosts';
import { listOf } from '../../topology/change/change-rule';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';

/**
 * Refuses to restore while a host is away: each group is restored on its own hosts, and what stands on one that comes
 * back later would go on with the data of before.
 *
 * @throws UserError naming the hosts that do not answer
 */
export async function refuseSilentHosts({ stack, hosts = [] }: ClusterPlan): Promise<void> {
  const silent = await silentHosts(hosts);
  const [first] = silent;
  if (first === undefined) return;
  throw new UserError(
    `the engine of ${listOf(silent)} does not answer, and a restore in place needs all hosts of stack "${stack}"`,
    `start it; one that is gone for good is given up by \`npm run hosts -- lost ${first} --stack ${stack}\`, ` +
      'after which a restore does without',
  );
}
