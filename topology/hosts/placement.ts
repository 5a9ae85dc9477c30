import type { ClusterConfig } from '../config/cluster-config';
import type { HostConfig, HostRole } from './host-config';

/** Which hosts a cluster's parts stand on, by the hosts' names. */
export interface Placement {
  /** One member of the consensus store each. */
  readonly etcd: readonly string[];
  /** By group, the coordinator first: the hosts of its nodes, the one meant to be its first primary first. */
  readonly groups: readonly (readonly string[])[];
  /** One load balancer, one pooler and one manager each. */
  readonly ingress: readonly string[];
  /** One repository of backups each, the first one first; none where nothing is backed up. */
  readonly repositories: readonly string[];
}

/** Ways in that a cluster has where there are hosts for them. */
const WAYS_IN = 3;

/** What is asked of a placement. */
export type PlacementWish = Pick<
  ClusterConfig,
  'hosts' | 'coordinators' | 'workers' | 'etcdMembers' | 'backup'
>;

/**
 * Places a cluster's parts on hosts. What stands on a host that may keep it stays there, whatever else
 * would be better: a new host changes nothing by itself. What is new, or has to leave its host, goes
 * where zones differ first, then where least stands, and where the primaries that it stands beside are
 * others than its own: the load of a lost host is taken over by all others.
 *
 * Where there are too few hosts a part has fewer members; {@link weaknesses} tells.
 *
 * @param former where everything stands; undefined for a new cluster, and to place all anew
 */
export function placeCluster(wish: PlacementWish, former?: Placement): Placement {
  const { hosts, coordinators, workers } = wish;
  const sizes = [coordinators, ...Array<number>(workers.count).fill(1 + workers.standbys)];
  const groups: string[][] = [];
  const data = usable(hosts, 'data');
  sizes.forEach((size, group) => {
    const kept = keep(former?.groups[group], data, size);
    groups.push(kept);
    while (kept.length < Math.min(size, data.length)) {
      const free = data.filter(({ name }) => !kept.includes(name));
      kept.push(least(free, (host) => nodeCost(host, kept, groups, former, hosts)));
    }
  });
  return {
    groups,
    etcd: placeApart(usable(hosts, 'etcd'), wish.etcdMembers, former?.etcd),
    ingress: placeApart(usable(hosts, 'ingress'), WAYS_IN, former?.ingress),
    repositories: placeRepositories(wish, groups, former?.repositories),
  };
}

/**
 * One a host for data, in different zones where it can be, and where the fewest primaries are: a host's
 * loss is to take as little as it can besides. Both are on one host only where no other one is left.
 */
function placeRepositories(
  { hosts, backup }: PlacementWish,
  groups: readonly (readonly string[])[],
  former: readonly string[] = [],
): string[] {
  const data = usable(hosts, 'data');
  const wanted = data.length === 0 ? [] : (backup?.repositories ?? []);
  const kept = wanted.map((_, index) => {
    const name = former[index];
    const isShared = former.indexOf(name ?? '') < index && data.length > 1;
    return data.some((host) => host.name === name) && !isShared ? name : undefined;
  });
  return wanted.map((_, index) => {
    const others = kept.flatMap((name, other) => (other === index ? [] : (name ?? [])));
    return (kept[index] ??= least(data, ({ name, zone }) => [
      count(others, (other) => other === name),
      inZone(zone, others, hosts),
      count(groups, ([primary]) => primary === name),
      count(groups, (members) => members.includes(name)),
    ]));
  });
}

/** The hosts that something may stand on. */
export function usable(hosts: readonly HostConfig[], role: HostRole): readonly HostConfig[] {
  return hosts.filter(({ roles, state }) => state === 'active' && roles.includes(role));
}

function keep(former: readonly string[] = [], from: readonly HostConfig[], size: number): string[] {
  return former.filter((name) => from.some((host) => host.name === name)).slice(0, size);
}

/** One a host, in zones with the fewest first. */
function placeApart(
  from: readonly HostConfig[],
  size: number,
  former: readonly string[] | undefined,
): string[] {
  const kept = keep(former, from, size);
  while (kept.length < Math.min(size, from.length)) {
    const free = from.filter(({ name }) => !kept.includes(name));
    kept.push(least(free, ({ zone }) => [inZone(zone, kept, from)]));
  }
  return kept;
}

/** What speaks against a host for the next node of a group, the weightiest first. */
function nodeCost(
  host: HostConfig,
  own: readonly string[],
  groups: readonly (readonly string[])[],
  former: Placement | undefined,
  hosts: readonly HostConfig[],
): number[] {
  const { name, zone } = host;
  // Groups that come later have their nodes too.
  const all = [...groups, ...(former?.groups.slice(groups.length) ?? [])];
  const [primary] = own;
  if (primary === undefined) {
    return [count(all, (group) => group[0] === name), count(all, (group) => group.includes(name))];
  }
  return [
    inZone(zone, own, hosts),
    count(all, (group) => group[0] === primary && group.indexOf(name) > 0),
    count(all, (group) => group.includes(name)),
  ];
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length;
}

function inZone(zone: string, names: readonly string[], hosts: readonly HostConfig[]): number {
  return count(hosts, (host) => host.zone === zone && names.includes(host.name));
}

/** The host with the smallest cost, by its parts in turn; the first of equals. */
function least(hosts: readonly HostConfig[], costOf: (host: HostConfig) => number[]): string {
  const ranked = hosts.map((host) => ({ name: host.name, cost: costOf(host) }));
  ranked.sort(({ cost }, { cost: other }) => {
    const at = cost.findIndex((part, index) => part !== other[index]);
    return (cost[at] ?? 0) - (other[at] ?? 0);
  });
  return ranked[0]?.name ?? '';
}

/**
 * What a placement would not survive: a host or a zone whose loss takes a whole group, the quorum of the
 * consensus store or the last way in.
 *
 * @returns a sentence each, naming the host or zone; empty for a placement that survives any one host
 */
export function weaknesses(wish: PlacementWish, placement: Placement): string[] {
  const { hosts } = wish;
  const { etcd, groups, ingress } = placement;
  const nameOf = (group: number): string => (group === 0 ? 'coordinator' : `worker-${group}`);
  const alone = groups.flatMap((members, group) =>
    members.length > 1
      ? []
      : members.length === 0
        ? `${nameOf(group)} has no host with role "data"`
        : `${nameOf(group)} stands on ${members[0]} alone`,
  );
  const quorum = Math.floor(wish.etcdMembers / 2) + 1;
  const few =
    etcd.length - 1 >= quorum
      ? []
      : [
          `the consensus store has ${etcd.length} members, and losing the host of one of them ends its quorum`,
        ];
  const zones = [...new Set(hosts.map(({ zone }) => zone))];
  const heavy = zones.filter(
    (zone) => zones.length > 2 && etcd.length - inZone(zone, etcd, hosts) < quorum,
  );
  return [
    ...alone,
    ...few,
    ...heavy.map((zone) => `zone ${zone} has the majority of the consensus store`),
    ...(ingress.length > 1 ? [] : [`${ingress[0] ?? 'no host'} has the only way in`]),
  ];
}
