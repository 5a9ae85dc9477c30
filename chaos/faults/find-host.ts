import { askManager } from '../../running/ask-manager';
import { allContainers, type ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import type { HostTarget } from './host-target';
import type { InjectionParts } from './injection';
import { mostOften } from './most-often';
import { primaries } from './primaries';
import type { StackContainers } from './stack-containers';

/**
 * The name of the host that a target stands for now.
 *
 * @throws UserError where what is to stand on it is nowhere, e.g. a group without a primary
 */
export async function findHost(
  { choice, name }: HostTarget,
  { outputs, containers }: Pick<InjectionParts, 'outputs' | 'containers'>,
): Promise<string> {
  const { plan } = outputs;
  switch (choice.by) {
    case 'name':
      return choice.host;
    case 'primary': {
      const [primary] = await primaries([choice.group.group], outputs);
      return known(primary?.host, name);
    }
    case 'acting-manager': {
      const { acting } = await askManager(outputs);
      return known(hostOf(plan, acting), name);
    }
    case 'etcd-leader':
      return known(hostOf(plan, await etcdLeader(plan, containers)), name);
    case 'most-primaries': {
      const { groups } = await askManager(outputs);
      return known(mostOften(groups.map(({ primary }) => hostOf(plan, primary))), name);
    }
  }
}

function hostOf(plan: ClusterPlan, part: string | null | undefined): string | undefined {
  return allContainers(plan).find(({ name }) => name === part)?.host;
}

async function etcdLeader(
  { etcd }: ClusterPlan,
  containers: StackContainers,
): Promise<string | undefined> {
  for (const { container } of etcd) {
    const command = ['etcdctl', 'endpoint', 'status', '--cluster'];
    const answer = await containers.exec(container, command).catch(() => undefined);
    const address = leaderAddress(answer?.output ?? '');
    const leader = etcd.find((member) => member.address === address);
    if (leader !== undefined) return leader.name;
  }
  return undefined;
}

/** The address of the member that leads, in what `etcdctl endpoint status` prints. */
export function leaderAddress(output: string): string | undefined {
  const line = output.split('\n').find((one) => one.split(', ')[4] === 'true');
  return line === undefined ? undefined : new URL(line.split(', ')[0] ?? '').hostname;
}

function known(host: string | undefined, name: string): string {
  if (host !== undefined) return host;
  throw new UserError(`nobody knows the host of target ${name} now`, 'see `npm run status`');
}
