import type { BackupPlan } from './backup/backup-plan';
import { planBackup } from './backup/plan-backup';
import type {
  ClusterConfig,
  ContainerResources,
  Engine,
  FloatingAddressConfig,
} from './config/cluster-config';
import { deepFreeze } from './config/deep-freeze';
import type { HostConfig } from './hosts/host-config';
import { NODE_SLOTS } from './hosts/node-ports';
import { placeCluster, type Placement } from './hosts/placement';
import { poolSize } from './postgres/pool-size';
import { Site } from './site';
import { isVerified, nextStage, type TlsPlan, type TlsStage } from './tls/tls-stage';

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

/** Image under the services (etcd, HAProxy, manager); made or tagged by `npm run setup`. */
export const SERVICES_BASE_IMAGE = 'citus-cluster/base:trixie';

const PORT = { postgres: 5432, patroni: 8008, etcdClient: 2379, etcdPeer: 2380 } as const;

/** Ports inside the containers of the load balancer, the pooler and the manager. */
const INNER = {
  write: 5432,
  read: 5433,
  anyNode: 5434,
  pooled: 6432,
  stats: 7000,
  manager: 8080,
} as const;

/**
 * Decides every name, group, port and volume of the cluster, and which host each part stands on.
 *
 * @param config a validated configuration
 * @param stage how far it speaks TLS; default that of a new cluster
 * @param former where the parts of the cluster that is there stand; undefined without one
 */
export function planCluster(
  config: ClusterConfig,
  stage: TlsStage = nextStage(undefined, config.tls.mode),
  former?: Placement,
): ClusterPlan {
  const prefix = `citus-${config.stack}`;
  const placement = config.hosts.length === 0 ? undefined : placeCluster(config, former);
  const site = new Site(config, prefix);
  const tls = stage === 'off' ? undefined : tlsPlan(config, stage);
  const hosts = placement?.ingress ?? [undefined];
  const ingress = hosts.map((host) => planIngress(config, site, host, hosts.length));
  const [first = planIngress(config, site)] = ingress;
  return deepFreeze<ClusterPlan>({
    stack: config.stack,
    engine: config.engine,
    network: prefix,
    bindAddress: config.bindAddress,
    database: 'citus',
    user: 'citus',
    images: {
      database: { name: `citus-cluster/database:${config.stack}`, base: config.baseImage },
      services: { name: `citus-cluster/services:${config.stack}`, base: SERVICES_BASE_IMAGE },
      ...(config.floatingAddress && {
        floatingAddress: {
          name: `citus-cluster/floating-address:${config.stack}`,
          base: SERVICES_BASE_IMAGE,
        },
      }),
    },
    etcd: planEtcd(config, site, placement?.etcd),
    groups: Array.from({ length: 1 + config.workers.count }, (_, group) =>
      planGroup(config, site, group, placement?.groups[group]),
    ),
    ...first,
    ...(config.floatingAddress && {
      floatingAddress: {
        ...config.floatingAddress,
        containers: hosts.map((host) =>
          site.container('floating-address', 'floatingAddress', host),
        ),
      },
    }),
    ...(placement && { ingress, hosts: config.hosts }),
    workerHa: config.workerHa,
    shardReplicationFactor: config.shardReplicationFactor,
    synchronousMode: config.synchronousMode,
    rebalance: config.rebalance,
    postgres: config.postgres,
    dataset: config.dataset,
    protectData: config.protectData,
    ...(tls && { tls }),
    ...(config.backup &&
      isVerified({ tls }) && { backup: planBackup(config.backup, site, placement?.repositories) }),
  });
}

/** @param ways among which the coordinator's connections are divided */
function planIngress(config: ClusterConfig, site: Site, host?: string, ways = 1): IngressPlan {
  const publish = (inner: keyof typeof INNER): PublishedPort => ({
    internal: host === undefined ? INNER[inner] : config.ports[inner],
    external: config.ports[inner],
  });
  return {
    loadBalancer: {
      ...site.container('load-balancer', 'loadBalancer', host),
      ports: {
        write: publish('write'),
        read: publish('read'),
        anyNode: publish('anyNode'),
        stats: publish('stats'),
      },
    },
    pooler: {
      ...site.container('pooler', 'pooler', host),
      port: publish('pooled'),
      poolSize: Math.max(1, Math.floor(poolSize(config) / ways)),
      cleanSessions: config.cleanSessions,
    },
    manager: { ...site.container('manager', 'manager', host), port: publish('manager') },
  };
}

function planEtcd(
  { etcdMembers }: ClusterConfig,
  site: Site,
  hosts: readonly string[] | undefined,
): EtcdMemberPlan[] {
  return (hosts ?? Array<undefined>(etcdMembers).fill(undefined)).map((host, index) => {
    const part = host === undefined ? `etcd-${index + 1}` : 'etcd';
    const member = site.container(part, 'etcd', host);
    return {
      ...member,
      volume: member.container,
      clientPort: site.port(PORT.etcdClient, NODE_SLOTS.etcdClient),
      peerPort: site.port(PORT.etcdPeer, NODE_SLOTS.etcdPeer),
    };
  });
}

function tlsPlan({ tls }: ClusterConfig, stage: TlsPlan['stage']): TlsPlan {
  const { names, leafDays, renewDays, authorities } = tls;
  return { stage, names, leafDays, renewDays, authorities };
}

function planGroup(
  config: ClusterConfig,
  site: Site,
  group: number,
  hosts: readonly string[] | undefined,
): GroupPlan {
  const role = group === 0 ? 'coordinator' : 'worker';
  const name = group === 0 ? 'coordinator' : `worker-${group}`;
  const size = group === 0 ? config.coordinators : 1 + config.workers.standbys;
  const slot = NODE_SLOTS.postgres(group);
  return {
    group,
    name,
    role,
    scope: config.engine === 'citus' ? config.stack : `${config.stack}-${group}`,
    nodes: (hosts ?? Array<undefined>(size).fill(undefined)).map((host, index) => {
      const part = host === undefined ? `${name}-${'abc'[index]}` : name;
      const node = site.container(part, role, host);
      const external = group === 0 ? config.ports.coordinators[index] : undefined;
      return {
        ...node,
        group,
        volume: node.container,
        postgresPort: site.port(PORT.postgres, slot),
        patroniPort: site.port(PORT.patroni, slot + 1),
        published: external === undefined ? undefined : { internal: PORT.postgres, external },
      };
    }),
  };
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
