import { EtcdStore } from '../../running/etcd/etcd-store';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import { isListening } from '../../running/hosts/is-listening';
import { silentHosts } from '../../running/hosts/silent-hosts';
import type { Deployment } from '../../running/local-state';
import { readStatus } from '../../running/read-status';
import { hostPorts } from '../../topology/host-ports';
import { hostOf } from '../../topology/etcd-membership';
import type { HostConfig } from '../../topology/hosts/host-config';
import { heardParts } from '../../topology/hosts/parts-on';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import { openPulumi } from '../../toolchain/pulumi/pulumi';
import { forgetHosts } from './forget-hosts';
import { writeHostState } from './host-state';

/**
 * Gives a host up that is gone for good: the stack's file calls it lost, Pulumi's state forgets what it
 * had, and the consensus store its member. The next deployment makes all of that on other hosts.
 *
 * @param deployment of the cluster as it is
 * @param say takes a line for each step
 * @throws UserError where its engine or a part of it answers, or too few of the store's members are left to forget it
 */
export async function loseHost(
  deployment: Deployment,
  host: HostConfig,
  say: (text: string) => void,
): Promise<void> {
  const { plan } = deployment;
  const { stack } = plan;
  const { name } = host;
  if ((await silentHosts([{ ...host, state: 'active' }])).length === 0) {
    throw new UserError(
      `the engine of ${name} answers: it is not lost`,
      `\`npm run hosts -- drain ${name} --remove --stack ${stack}\` moves what it has to other hosts`,
    );
  }
  await refuseAlive(deployment, host);
  writeHostState(stack, name, 'lost');
  say(`Pulumi.${stack}.yaml calls ${name} lost`);
  const removed = await forgetHosts(stack, await openPulumi(), [name]);
  say(`Pulumi's state has forgotten ${removed} resources of ${name}`);
  await removeMember(plan, host, say);
}

/** An engine may also be out of reach of a host that is not: what stands there goes on then. */
async function refuseAlive(deployment: Deployment, { name }: HostConfig): Promise<void> {
  const { plan } = deployment;
  const own = hostPorts(plan).filter((port) => port.host === name);
  const open = await Promise.all(own.map((one) => isListening(one.address, one.port)));
  const alive = own.find((_, index) => open[index]);
  const { hosts = [] } = await readStatus(deployment);
  // Of a single part that is silent no manager says whether its host is.
  const isTold = heardParts(plan, name).length > 1;
  const isHeard = isTold && hosts.some((one) => one.name === name && one.answers);
  if (alive === undefined && !isHeard) return;
  const who = alive ? `${alive.name} answers at ${alive.address}:${alive.port}` : 'others hear it';
  throw new UserError(
    `${name} is not lost: its engine lets nobody in from here, but ${who}`,
    'mend the way to its engine, or switch the host off',
  );
}

/** A member that is dead counts for the majority and gives nothing to it. */
async function removeMember(
  plan: ClusterPlan,
  { name, address }: HostConfig,
  say: (text: string) => void,
): Promise<void> {
  const hosts = plan.hosts?.map((host) =>
    host.name === name ? { ...host, state: 'lost' as const } : host,
  );
  const store = new EtcdStore(plan, clusterDocker({ hosts }));
  const members = await store.members().catch((error: unknown) => {
    throw new UserError(
      `the consensus store has no majority without ${name}: ${(error as Error).message}`,
      'start the hosts of its other members, and call this again',
    );
  });
  const member = members.find(({ peerUrl }) => hostOf(peerUrl) === address);
  if (member === undefined) return;
  await store.apply({ ...member, action: 'remove' }, members);
  say(`etcd has forgotten its member on ${name}`);
}
