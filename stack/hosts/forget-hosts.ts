import { withoutProviders, type ExportedState } from '../../toolchain/pulumi/lost-resources';
import type { Pulumi } from '../../toolchain/pulumi/pulumi';

/**
 * Takes all that stands on hosts out of a stack's state, without asking their engines. What is there
 * stays there.
 *
 * @returns how many resources the state does not know any more
 */
export async function forgetHosts(
  stack: string,
  pulumi: Pulumi,
  hosts: readonly string[],
): Promise<number> {
  const exported = await pulumi.output(['stack', 'export', '--stack', stack]);
  const isLost = (provider: string): boolean =>
    hosts.some((host) => provider.endsWith(`-hosts-${host}`));
  const { state, removed } = withoutProviders(JSON.parse(exported) as ExportedState, isLost);
  if (removed === 0) return 0;
  await pulumi.output(['stack', 'import', '--force', '--stack', stack], {
    input: JSON.stringify(state),
  });
  return removed;
}
