import { silentHosts } from '../../running/hosts/silent-hosts';
import type { Pulumi } from '../../toolchain/pulumi/pulumi';
import { listOf } from '../../topology/change/change-rule';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';

/**
 * Refuses a preview that Pulumi can't make: its own Docker plugin asks each engine at `tcp://` before it
 * plans, for the better part of a minute, and fails without a word of which host it was.
 *
 * @throws UserError naming the hosts that do not answer
 */
export async function refuseSilent(
  { stack, hosts = [] }: ClusterPlan,
  { plugins }: Pick<Pulumi, 'plugins'>,
): Promise<void> {
  if (plugins !== 'official') return;
  const silent = await silentHosts(hosts.filter(({ docker }) => !docker.startsWith('ssh://')));
  const [first] = silent;
  if (first === undefined) return;
  throw new UserError(
    `the engine of ${listOf(silent)} does not answer, without which Pulumi can't say what would change`,
    `start it; a host that is gone for good is taken out by \`npm run hosts -- lost ${first} --stack ${stack}\``,
  );
}
