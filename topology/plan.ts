import type { ClusterConfig, ContainerResources, Engine } from './config/cluster-config';
import { deepFreeze } from './config/deep-freeze';
import { poolSize } from './postgres/pool-size';
import { nextStage, type TlsPlan, type TlsStage } from './tls/tls-stage';

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
  readonly images: { readonly database: ImagePlan; readonly services: ImagePlan };
  readonly etcd: readonly EtcdMemberPlan[];
  /** The coordinator (group 0) first, then the workers by number. */
  readonly groups: readonly GroupPlan[];
  readonly loadBalancer: LoadBalancerPlan;
  readonly pooler: PoolerPlan;
  readonly manager: ManagerPlan;
  readonly workerHa: ClusterConfig['workerHa'];
  readonly shardReplicationFactor: number;
  readonly synchronousMode: ClusterConfig['synchronousMode'];
  readonly rebalance: ClusterConfig['rebalance'];
  readonly postgres: ClusterConfig['postgres'];
  readonly dataset: ClusterConfig['dataset'];
  readonly protectData: boolean;
  /** Undefined where everything is in clear. */
  readonly tls?: TlsPlan | undefined;
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
 * Decides every name, group, port and volume of the cluster.
 *
 * @param config a validated configuration
 * @param stage how far it speaks TLS; default that of a new cluster
 */
export function planCluster(
  config: ClusterConfig,
  stage: TlsStage = nextStage(undefined, config.tls.mode),
): ClusterPlan {
  const prefix = `citus-${config.stack}`;
  const publish = (inner: keyof typeof INNER): PublishedPort => ({
    internal: INNER[inner],
    external: config.ports[inner],
  });
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
    },
    etcd: Array.from({ length: config.etcdMembers }, (_, index) => ({
      ...container(prefix, `etcd-${index + 1}`, config.resources.etcd),
      volume: `${prefix}-etcd-${index + 1}`,
      clientPort: PORT.etcdClient,
      peerPort: PORT.etcdPeer,
    })),
    groups: [
      planGroup(config, prefix, 0),
      ...Array.from({ length: config.workers.count }, (_, i) => planGroup(config, prefix, i + 1)),
    ],
    loadBalancer: {
      ...container(prefix, 'load-balancer', config.resources.loadBalancer),
      ports: {
        write: publish('write'),
        read: publish('read'),
        anyNode: publish('anyNode'),
        stats: publish('stats'),
      },
    },
    pooler: {
      ...container(prefix, 'pooler', config.resources.pooler),
      port: publish('pooled'),
      poolSize: poolSize(config),
      cleanSessions: config.cleanSessions,
    },
    manager: {
      ...container(prefix, 'manager', config.resources.manager),
      port: publish('manager'),
    },
    workerHa: config.workerHa,
    shardReplicationFactor: config.shardReplicationFactor,
    synchronousMode: config.synchronousMode,
    rebalance: config.rebalance,
    postgres: config.postgres,
    dataset: config.dataset,
    protectData: config.protectData,
    ...(stage !== 'off' && { tls: tlsPlan(config, stage) }),
  });
}

function tlsPlan({ tls }: ClusterConfig, stage: TlsPlan['stage']): TlsPlan {
  const { names, leafDays, renewDays, authorities } = tls;
  return { stage, names, leafDays, renewDays, authorities };
}

function container(prefix: string, name: string, resources: ContainerResources): ContainerPlan {
  return { name, container: `${prefix}-${name}`, resources };
}

function planGroup(config: ClusterConfig, prefix: string, group: number): GroupPlan {
  const role = group === 0 ? 'coordinator' : 'worker';
  const name = group === 0 ? 'coordinator' : `worker-${group}`;
  const size = group === 0 ? config.coordinators : 1 + config.workers.standbys;
  return {
    group,
    name,
    role,
    scope: config.engine === 'citus' ? config.stack : `${config.stack}-${group}`,
    nodes: Array.from({ length: size }, (_, index) => {
      const node = container(prefix, `${name}-${'abc'[index]}`, config.resources[role]);
      const external = group === 0 ? config.ports.coordinators[index] : undefined;
      return {
        ...node,
        group,
        volume: node.container,
        postgresPort: PORT.postgres,
        patroniPort: PORT.patroni,
        published: external === undefined ? undefined : { internal: PORT.postgres, external },
      };
    }),
  };
}

/** Every container of the cluster. */
export function allContainers(plan: ClusterPlan): ContainerPlan[] {
  return [...plan.etcd, ...allNodes(plan), plan.loadBalancer, plan.pooler, plan.manager];
}

/** Every PostgreSQL node of the cluster, coordinators first. */
export function allNodes(plan: ClusterPlan): NodePlan[] {
  return plan.groups.flatMap((group) => group.nodes);
}

/** Every host port that the cluster publishes, with the config key that sets it. */
export function publishedPorts(
  plan: ClusterPlan,
): { key: string; container: string; external: number }[] {
  const { loadBalancer, pooler, manager } = plan;
  return [
    ...Object.entries(loadBalancer.ports).map(([name, { external }]) => ({
      key: `ports.${name}`,
      container: loadBalancer.container,
      external,
    })),
    { key: 'ports.pooled', container: pooler.container, external: pooler.port.external },
    { key: 'ports.manager', container: manager.container, external: manager.port.external },
    ...allNodes(plan).flatMap(({ container, published }) =>
      published === undefined
        ? []
        : [{ key: 'ports.coordinators', container, external: published.external }],
    ),
  ];
}
