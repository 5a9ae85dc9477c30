import type { BackupPlan } from './backup/backup-plan';
import type {
  ClusterConfig,
  ContainerResources,
  Engine,
  FloatingAddressConfig,
} from './config/cluster-config';
import type { HostConfig } from './hosts/host-config';
import type { Placement } from './hosts/placement';
import type { TlsPlan } from './tls/tls-stage';

/** A host port and the container port behind it. */
export interface PublishedPort {
  readonly internal: number;
  readonly external: number;
}

/** A container of the cluster. */
export interface ContainerPlan {
  /** Name inside the cluster and DNS name on its network, e.g. `worker-1-a`. */
  readonly name: string;
  /** Name on the Docker host, unique across stacks, e.g. `citus-dev-worker-1-a`. */
  readonly container: string;
  readonly resources: ContainerResources;
  /** Name of the host that it stands on; undefined in a cluster on one host. */
  readonly host?: string | undefined;
  /** Its host's address, at which others reach it; undefined where that is its name on the network. */
  readonly address?: string | undefined;
}

/** A PostgreSQL node under Patroni. */
export interface NodePlan extends ContainerPlan {
  readonly group: number;
  /** Docker volume mounted at /var/lib/postgresql. */
  readonly volume: string;
  readonly postgresPort: number;
  /** Port of Patroni's REST interface. */
  readonly patroniPort: number;
  /** Host port that reaches PostgreSQL on this node alone, if it is published. */
  readonly published: PublishedPort | undefined;
}

/** A Patroni group: one primary and its standbys. Group 0 is the coordinator. */
export interface GroupPlan {
  /** Number of the group, which is also its Citus group id. */
  readonly group: number;
  /** `coordinator`, `worker-1`, … */
  readonly name: string;
  readonly role: 'coordinator' | 'worker';
  /** Patroni's scope: one for all groups with Citus, one a group with the native engine. */
  readonly scope: string;
  readonly nodes: readonly NodePlan[];
}

/** A member of the consensus store. */
export interface EtcdMemberPlan extends ContainerPlan {
  readonly volume: string;
  readonly clientPort: number;
  readonly peerPort: number;
}

/** The load balancer and its published ports. */
export interface LoadBalancerPlan extends ContainerPlan {
  readonly ports: {
    readonly write: PublishedPort;
    readonly read: PublishedPort;
    readonly anyNode: PublishedPort;
    readonly stats: PublishedPort;
  };
}

/** The connection pooler and its published port. */
export interface PoolerPlan extends ContainerPlan {
  readonly port: PublishedPort;
  /** Connections to the coordinator that its clients share. */
  readonly poolSize: number;
  /** Whether they are cleaned after each transaction. */
  readonly cleanSessions: boolean;
}

/** The manager and its published port. */
export interface ManagerPlan extends ContainerPlan {
  readonly port: PublishedPort;
}

/** A way into the cluster, with a manager beside it. */
export interface IngressPlan {
  readonly loadBalancer: LoadBalancerPlan;
  readonly pooler: PoolerPlan;
  readonly manager: ManagerPlan;
}

/** The address that one of several hosts has. */
export interface FloatingAddressPlan extends FloatingAddressConfig {
  /** One on each host with a way in, in the order in which the hosts take precedence. */
  readonly containers: readonly ContainerPlan[];
}

/** An image to build and what it is built on. */
export interface ImagePlan {
  readonly name: string;
  readonly base: string;
}

/** Every name, group, port and volume of a cluster, decided once. JSON-safe and frozen. */
export interface ClusterPlan {
  readonly stack: string;
  readonly engine: Engine;
  readonly network: string;
  readonly bindAddress: string;
  /** The database that applications use. */
  readonly database: string;
  /** The role that applications use; it owns {@link database}. */
  readonly user: string;
  readonly images: {
    readonly database: ImagePlan;
    readonly services: ImagePlan;
    /** Undefined without {@link floatingAddress}. */
    readonly floatingAddress?: ImagePlan | undefined;
  };
  readonly etcd: readonly EtcdMemberPlan[];
  /** The coordinator (group 0) first, then the workers by number. */
  readonly groups: readonly GroupPlan[];
  readonly loadBalancer: LoadBalancerPlan;
  readonly pooler: PoolerPlan;
  readonly manager: ManagerPlan;
  /** All ways in, the one above first; undefined in a cluster on one host, which has no other. */
  readonly ingress?: readonly IngressPlan[] | undefined;
  /** Undefined where clients know every way in, and in a cluster on one host. */
  readonly floatingAddress?: FloatingAddressPlan | undefined;
  /** The Docker hosts that it is spread over; undefined for one. */
  readonly hosts?: readonly HostConfig[] | undefined;
  readonly workerHa: ClusterConfig['workerHa'];
  readonly shardReplicationFactor: number;
  readonly synchronousMode: ClusterConfig['synchronousMode'];
  readonly rebalance: ClusterConfig['rebalance'];
  readonly postgres: ClusterConfig['postgres'];
  readonly dataset: ClusterConfig['dataset'];
  readonly protectData: boolean;
  /** Undefined where everything is in clear. */
  readonly tls?: TlsPlan | undefined;
  /** Undefined where nothing is backed up: what is sent would have to be encrypted. */
  readonly backup?: BackupPlan | undefined;
}

/** The address at which others of the cluster reach a container. */
export function addressOf({ name, address = name }: ContainerPlan): string {
  return address;
}

/** Where a container listens: everywhere on a network of its own, on a host's at its address and within. */
export function listenAddresses(
  { address }: ContainerPlan,
  everywhere = '0.0.0.0',
): readonly string[] {
  return address === undefined ? [everywhere] : [address, '127.0.0.1'];
}

/** All ways into the cluster, one where it stands on one host. */
export function waysIn(plan: ClusterPlan): readonly IngressPlan[] {
  return plan.ingress ?? [plan];
}

/** Where the parts of a cluster stand; undefined where that is one host. */
export function placementOf({
  hosts,
  etcd,
  groups,
  ingress = [],
  backup,
}: ClusterPlan): Placement | undefined {
  if (hosts === undefined) return undefined;
  const hostsOf = (containers: readonly ContainerPlan[]): string[] =>
    containers.flatMap(({ host }) => host ?? []);
  return {
    etcd: hostsOf(etcd),
    groups: groups.map(({ nodes }) => hostsOf(nodes)),
    ingress: hostsOf(ingress.map(({ manager }) => manager)),
    repositories: hostsOf(backup?.repositories ?? []),
  };
}

/** Every container of the cluster. */
export function allContainers(plan: ClusterPlan): ContainerPlan[] {
  return [...servingContainers(plan), ...(plan.floatingAddress?.containers ?? [])];
}

/** Every container that others connect to, so that it has a certificate and can be silent. */
export function servingContainers(plan: ClusterPlan): ContainerPlan[] {
  return [
    ...plan.etcd,
    ...allNodes(plan),
    ...waysIn(plan).flatMap((way) => [way.loadBalancer, way.pooler, way.manager]),
    ...(plan.backup?.repositories ?? []),
  ];
}

/** Volumes of the cluster that hold data, by name. */
export function dataVolumes(plan: ClusterPlan): string[] {
  const parts = [...plan.etcd, ...allNodes(plan), ...(plan.backup?.repositories ?? [])];
  return parts.map(({ volume }) => volume);
}

/** Every PostgreSQL node of the cluster, coordinators first. */
export function allNodes(plan: ClusterPlan): NodePlan[] {
  return plan.groups.flatMap((group) => group.nodes);
}
