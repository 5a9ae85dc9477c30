import type { ClusterPlan, LoadBalancerPlan } from '../topology/plan';
import { endpoints, type Endpoints } from '../topology/endpoints';
import { managersOf } from '../topology/managers';
import {
  etcdReasons,
  groupReasons,
  silenceReason,
  stateOf,
  type GroupObservation,
  type NodeObservation,
  type Observation,
} from './observe/observation';
import {
  floatingAddressStatus,
  holderReasons,
  type FloatingAddressStatus,
} from './observe/floating-address';
import { silentManagers } from './acting/manager-findings';
import type { OtherManager } from './acting/other-managers';
import type { BackupStatus } from './backup/backup-status';
import type { MovesStatus } from './moves/moves-status';
import { hostStatuses, reasonsByHost, type HostStatus } from './silent-hosts';
import type { PoolerLoad } from './observe/pooler-probe';
import type { WayAnswer } from './observe/ways-in';
import { isRedundant, redundancyReason } from './observe/redundancy';
import type { GroupRows } from './shards/rows';
import type { AuthorityStatus } from './tls/authority-status';
import type { CertificateStatus } from './tls/certificate-status';

/** One PostgreSQL node, as its Patroni and its group's primary describe it. */
export interface NodeStatus {
  readonly name: string;
  readonly container: string;
  readonly group: number;
  readonly role: 'primary' | 'standby' | 'unknown';
  /**
   * `running` of a primary, `streaming` of a standby at work; else Patroni's word (`starting`,
   * `stopped`, `in archive recovery`, …), `unreachable` without an answer.
   */
  readonly state: string;
  /** Bytes of the primary's log that a standby has yet to replay; null where there is no telling. */
  readonly lagBytes: number | null;
  /** Whether the primary waits for this standby before it acknowledges a commit. */
  readonly synchronous: boolean;
}

/** One Patroni group. */
export interface GroupStatus {
  readonly group: number;
  readonly name: string;
  /** Name of the node that is primary; null where none is. */
  readonly primary: string | null;
  readonly healthy: boolean;
  /**
   * Whether a standby could take over now without losing an acknowledged write; false for a group
   * of one node.
   */
  readonly redundant: boolean;
}

/** One member of the consensus store. */
export interface EtcdStatus {
  readonly name: string;
  /** Whether it answers, and reaches a majority. */
  readonly healthy: boolean;
}

/** A manager, as the one sees it that tells. */
export interface ManagerStatus {
  readonly name: string;
  /** Whether it answers. */
  readonly healthy: boolean;
}

/** The connection pooler, as its console describes it. */
export interface PoolerStatus {
  readonly name: string;
  /** Whether it answers. */
  readonly healthy: boolean;
  /** Most connections to the coordinator that its clients share. */
  readonly poolSize: number;
  /** Clients, those among them that wait for a connection, and connections; null without an answer. */
  readonly load: PoolerLoad | null;
}

/** A way into the cluster. */
export interface WayInStatus {
  readonly loadBalancer: {
    readonly name: string;
    /** Whether it answers. */
    readonly healthy: boolean;
  };
  readonly pooler: PoolerStatus;
}

/** What `GET /status` answers: the cluster as it is, not as it is planned. */
export interface StatusDocument {
  readonly stack: string;
  readonly engine: ClusterPlan['engine'];
  /**
   * Every node of every group, etcd, the load balancer, the pooler and all managers at work, standbys synchronous, set-up complete,
   * every placement of every shard there and on a node that is planned, and no certificate or
   * authority near its end.
   */
  readonly healthy: boolean;
  readonly endpoints: Endpoints;
  readonly database: string;
  readonly user: string;
  readonly nodes: readonly NodeStatus[];
  readonly groups: readonly GroupStatus[];
  readonly etcd: readonly EtcdStatus[];
  /** The first one that answers. */
  readonly pooler: PoolerStatus;
  /** Every way in, where several hosts have one each; one otherwise. */
  readonly waysIn: readonly WayInStatus[];
  /** Shards of the data set's table and their rows by worker, replicas included. */
  readonly shards: readonly GroupRows[];
  /** Shards of any table whose rows can't be read, because no placement can be used. */
  readonly lostShards: number;
  /** Who has the floating address; absent without one. */
  readonly floatingAddress?: FloatingAddressStatus;
  /** Its Docker hosts; absent where it stands on one. */
  readonly hosts?: readonly HostStatus[];
  readonly managers: readonly ManagerStatus[];
  /** Name of the manager that tells all this. */
  readonly manager: string;
  /** Name of the manager that acts; null where none does, as far as it is known. */
  readonly acting: string | null;
  /** Why the cluster is not healthy; empty when it is. */
  readonly reasons: readonly string[];
  /** What is no fault, but should be known: tables that lose their rows, for instance. */
  readonly notices: readonly string[];
  /** Shards on their way, and where they are; absent where nothing can be moved. */
  readonly moves?: MovesStatus;
  /** Backups, as the manager that acts sees them; absent where nothing is backed up. */
  readonly backup?: BackupStatus;
  /** Certificates as containers serve them, seen in the last minute; absent where all is in clear. */
  readonly certificates?: readonly CertificateStatus[];
  /** Authorities that are trusted, the one that signs first; absent where all is in clear. */
  readonly authorities?: readonly AuthorityStatus[];
}

/** Puts together the status from what was seen. */
export function statusDocument(
  plan: ClusterPlan,
  observation: Observation,
  seen: {
    shards: readonly GroupRows[];
    lostShards: number;
    notices: readonly string[];
    manager: string;
    /** All managers but that one. */
    others: readonly OtherManager[];
    acting: string | null;
    setUpReasons: readonly string[];
    ways: readonly WayAnswer[];
    certificates?: readonly CertificateStatus[] | undefined;
    authorities?: readonly AuthorityStatus[] | undefined;
    moves?: MovesStatus | undefined;
    backup?: BackupStatus | undefined;
    /** Whether the host of the manager that tells has the floating address. */
    holdsAddress?: boolean | undefined;
  },
): StatusDocument {
  const ways = seen.ways.map(wayStatus);
  const floatingAddress = floatingAddressStatus(plan, seen);
  const [first = wayStatus({ way: plan, loadBalancer: undefined, pooler: undefined })] = ways;
  const reasonsOf = (group: GroupObservation): string[] => [
    ...groupReasons(group),
    ...[redundancyReason(plan, group) ?? []].flat(),
  ];
  const broken = [
    ...observation.groups.flatMap(reasonsOf),
    ...etcdReasons(observation),
    ...seen.ways.flatMap((answer) => wayReasons(answer, observation)),
    ...silentManagers(seen.others),
    ...holderReasons(floatingAddress, seen.others),
  ];
  const failing = observation.etcd.filter(({ healthy }) => !healthy);
  const hosts = hostStatuses(
    plan,
    broken,
    failing.map(({ member }) => member.name),
  );
  const reasons = reasonsByHost(plan, hosts, [...new Set([...broken, ...seen.setUpReasons])]);
  return {
    stack: plan.stack,
    engine: plan.engine,
    healthy: reasons.length === 0,
    endpoints: endpoints(plan),
    database: plan.database,
    user: plan.user,
    nodes: observation.groups.flatMap((group) =>
      group.nodes.map((node) => nodeStatus(group, node)),
    ),
    groups: observation.groups.map((group) => ({
      group: group.group.group,
      name: group.group.name,
      primary: group.primary?.node.name ?? null,
      healthy: reasonsOf(group).length === 0,
      redundant: isRedundant(plan, group),
    })),
    etcd: observation.etcd
      .map(({ member, healthy }) => ({ name: member.name, healthy }))
      .sort((one, other) => one.name.localeCompare(other.name, 'en')),
    pooler: (ways.find(({ pooler }) => pooler.healthy) ?? first).pooler,
    waysIn: ways,
    shards: seen.shards,
    lostShards: seen.lostShards,
    ...(floatingAddress && { floatingAddress }),
    ...(plan.hosts && { hosts }),
    managers: managersOf(plan).map(({ name }) => ({
      name,
      healthy: seen.others.every(
        ({ manager, findings }) => manager.name !== name || findings !== undefined,
      ),
    })),
    manager: seen.manager,
    acting: seen.acting,
    reasons,
    notices: seen.notices,
    ...(seen.certificates && { certificates: seen.certificates }),
    ...(seen.authorities && { authorities: seen.authorities }),
    ...(seen.moves && { moves: seen.moves }),
    ...(seen.backup && { backup: seen.backup }),
  };
}

function wayStatus({ way, loadBalancer, pooler }: WayAnswer): WayInStatus {
  const load = typeof pooler === 'object' ? pooler : null;
  const { name, poolSize } = way.pooler;
  return {
    loadBalancer: { name: way.loadBalancer.name, healthy: typeof loadBalancer === 'object' },
    pooler: { name, healthy: load !== null, poolSize, load },
  };
}

/** Why nobody gets in by a way, or nobody who writes, though there is a primary. */
function wayReasons(
  { way: { loadBalancer, pooler }, ...seen }: WayAnswer,
  { groups }: Observation,
): string[] {
  return [
    ...loadBalancerReasons(loadBalancer, groups, seen.loadBalancer),
    ...(typeof seen.pooler === 'object' ? [] : [silenceReason(pooler, seen.pooler === 'expired')]),
  ];
}

function loadBalancerReasons(
  loadBalancer: LoadBalancerPlan,
  groups: Observation['groups'],
  answer: WayAnswer['loadBalancer'],
): string[] {
  if (typeof answer !== 'object') return [silenceReason(loadBalancer, answer === 'expired')];
  if (answer.servesPrimary || groups[0]?.primary === undefined) return [];
  return [`${loadBalancer.name} serves no primary at its write port`];
}

function nodeStatus(group: GroupObservation, { node, report }: NodeObservation): NodeStatus {
  const isPrimary = group.primaries.some((one) => one.node === node);
  const followed = group.primary?.report?.replication?.find(
    ({ application_name }) => application_name === node.name,
  );
  return {
    name: node.name,
    container: node.container,
    group: node.group,
    role: isPrimary ? 'primary' : report === undefined ? 'unknown' : 'standby',
    state: stateOf(report),
    lagBytes: isPrimary ? null : lagBytes(group, report?.xlog?.replayed_location),
    synchronous:
      !isPrimary && (followed?.sync_state === 'sync' || followed?.sync_state === 'quorum'),
  };
}

function lagBytes({ primary }: GroupObservation, replayed: number | undefined): number | null {
  const written = primary?.report?.xlog?.location;
  if (written === undefined || replayed === undefined) return null;
  // The two nodes were not asked at the very same moment.
  return Math.max(0, written - replayed);
}
