import type { ClusterPlan, EtcdMemberPlan } from '../plan';

/** Where a member's volume is mounted. */
export const ETCD_VOLUME = '/var/lib/etcd';

/**
 * How a member finds its store when it starts on an empty volume. With data of its own it looks at
 * none of this, so that a container keeps what it was made with for as long as it stands.
 */
export interface EtcdBootstrap {
  /** `existing`: the store is there, and expects the member. */
  readonly state: 'new' | 'existing';
  /** The members at that moment, itself included: `name=peer URL`, separated by commas. */
  readonly cluster: string;
  /** The id under which the member was added to a running store; undefined for one of the first. */
  readonly joinedAs?: string | undefined;
}

/** A member's address for its peers. */
export function peerUrl({ name, peerPort }: EtcdMemberPlan): string {
  return `http://${name}:${peerPort}`;
}

/** A member's address for clients. */
export function clientUrl({ name, clientPort }: EtcdMemberPlan): string {
  return `http://${name}:${clientPort}`;
}

/** The bootstrap of a store that all planned members make together. */
export function firstBootstrap(plan: ClusterPlan): EtcdBootstrap {
  const members = plan.etcd.map((member) => `${member.name}=${peerUrl(member)}`);
  return { state: 'new', cluster: members.join(',') };
}

/** The command of a member's container. */
export function renderEtcd(
  plan: ClusterPlan,
  member: EtcdMemberPlan,
  bootstrap: EtcdBootstrap,
): string[] {
  const flags = {
    name: member.name,
    'listen-client-urls': `http://0.0.0.0:${member.clientPort}`,
    'advertise-client-urls': clientUrl(member),
    'listen-peer-urls': `http://0.0.0.0:${member.peerPort}`,
    'initial-advertise-peer-urls': peerUrl(member),
    'initial-cluster': bootstrap.cluster,
    'initial-cluster-token': plan.network,
    'initial-cluster-state': bootstrap.state,
    // ms. The members share a disk with databases under load: the defaults of 100 and 1,000 would
    // elect new leaders whenever a flush is slow.
    'heartbeat-interval': '250',
    'election-timeout': '2500',
    // Patroni writes a revision a loop and node and reads none of the old ones.
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '10m',
    'log-level': 'warn',
  };
  return [
    ...['etcd-entrypoint', ETCD_VOLUME, bootstrap.joinedAs ?? NOT_JOINED],
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
  ];
}

/** The entry point's word for a member that was not added to a running store. */
const NOT_JOINED = '-';

/** The bootstrap in a container's command; undefined where {@link renderEtcd} did not make it. */
export function parseBootstrap(command: readonly string[]): EtcdBootstrap | undefined {
  const flag = (name: string): string | undefined =>
    command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const [program, , id] = command;
  const cluster = flag('initial-cluster');
  const state = flag('initial-cluster-state');
  if (program !== 'etcd-entrypoint' || cluster === undefined) return undefined;
  if (state !== 'new' && state !== 'existing') return undefined;
  return { state, cluster, ...(id !== NOT_JOINED && { joinedAs: id }) };
}
