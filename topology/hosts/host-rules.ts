import { UserError } from '../../words/user-error';
import type { ClusterConfig } from '../config/cluster-config';
import type { HostConfig } from './host-config';
import { placeCluster, weaknesses } from './placement';
import { nodePorts } from './node-ports';

/**
 * The rules of a cluster on several hosts. Where there is one, it has no floating address.
 *
 * @throws UserError naming the keys, the value and what is allowed
 */
export function refuseHosts(config: ClusterConfig): void {
  const { hosts } = config;
  refuseFloatingAddress(config);
  if (hosts.length === 0) return;
  if (hosts.length === 1) {
    throw new UserError(
      `config hosts names ${hosts[0]?.name} alone`,
      'one host survives the loss of none: name two for data and a third for the consensus store; or leave hosts out, and have DOCKER_HOST name the one',
    );
  }
  refuseTwins(hosts, 'address');
  refuseTwins(hosts, 'docker');
  refuseCombinations(config);
  refusePorts(config);
  refuseWeakness(config);
}

function refuseFloatingAddress({ hosts, floatingAddress }: ClusterConfig): void {
  if (floatingAddress === undefined) return;
  const { address } = floatingAddress;
  if (hosts.length === 0) {
    throw new UserError(
      `config network.floatingAddress is ${address} without hosts`,
      'it moves from a host that is lost to another; leave it out, or name hosts',
    );
  }
  const owner = hosts.find((host) => host.address === address);
  if (owner === undefined) return;
  throw new UserError(
    `config network.floatingAddress and hosts.${owner.name}.address are both ${address}`,
    'it moves between hosts; choose an address that no machine has',
  );
}

function refuseTwins(hosts: readonly HostConfig[], field: 'address' | 'docker'): void {
  for (const [index, host] of hosts.entries()) {
    const twin = hosts.slice(0, index).find((one) => one[field] === host[field]);
    if (twin === undefined) continue;
    throw new UserError(
      `config hosts.${twin.name}.${field} and hosts.${host.name}.${field} are both ${host[field]}`,
      'each host is a machine of its own',
    );
  }
}

/** What a cluster on several hosts can't be. */
function refuseCombinations(config: ClusterConfig): void {
  const { tls, workers, workerHa, coordinators, etcdMembers, ports, bindAddress } = config;
  const conflicts: readonly (readonly [boolean, string, string])[] = [
    [
      tls.mode === 'off',
      'tls.mode is "off"',
      'what passes between hosts is encrypted; use "on" or "mtls"',
    ],
    [
      workerHa === 'shards',
      'workerHa is "shards"',
      'Citus does not know hosts, and may keep both placements of a shard on one; use "standby"',
    ],
    [coordinators === 1, 'coordinators is 1', 'the loss of its host would take the cluster; use 2'],
    [
      workers.count > 0 && workers.standbys === 0,
      'workers.standbys is 0',
      'the loss of a host would take its shards; use 1 or 2',
    ],
    [
      etcdMembers === 1,
      'etcd.members is 1',
      'the loss of its host would end all writing; use 3, or 5 from five hosts on',
    ],
    [
      ports.coordinators.length > 0,
      `ports.coordinators is ${ports.coordinators[0]}`,
      'on several hosts each coordinator listens at network.basePort; leave it out',
    ],
    [
      bindAddress !== '127.0.0.1',
      `bindAddress is ${bindAddress}`,
      'each host listens at its own address; leave it out',
    ],
  ];
  const conflict = conflicts.find(([holds]) => holds);
  if (conflict === undefined) return;
  const [, what, remedy] = conflict;
  throw new UserError(`config ${what} with hosts`, remedy);
}

function refusePorts({ workers, basePort, ports, backup }: ClusterConfig): void {
  const ranges = nodePorts(basePort, workers.count, backup !== undefined);
  const taken = Object.entries(ports).find(
    ([, port]) =>
      typeof port === 'number' && ranges.some(({ from, to }) => port >= from && port <= to),
  );
  if (taken === undefined) return;
  const words = ranges.map(({ from, to }) => `${from} to ${to}`).join(' and ');
  throw new UserError(
    `config ports.${taken[0]} is ${String(taken[1])} with network.basePort ${basePort}`,
    `nodes listen at ${words} of each host; choose a port outside of these`,
  );
}

/** What is lost already is told, not refused: the cluster is to be mended with what is left. */
function refuseWeakness(config: ClusterConfig): void {
  if (config.hosts.some(({ state }) => state === 'lost')) return;
  const [weakness] = weaknesses(config, placeCluster(config));
  if (weakness === undefined) return;
  throw new UserError(
    `config hosts does not survive the loss of any one host: ${weakness}`,
    'name more hosts, or give them more roles; two hosts for data need a third with role "etcd"',
  );
}
