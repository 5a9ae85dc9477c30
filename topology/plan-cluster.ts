import { planBackup } from './backup/plan-backup';
import type { ClusterConfig } from './config/cluster-config';
import { deepFreeze } from './config/deep-freeze';
import { NODE_SLOTS } from './hosts/node-ports';
import { placeCluster, type Placement } from './hosts/placement';
import type { ClusterPlan, EtcdMemberPlan, GroupPlan, IngressPlan, PublishedPort } from './plan';
import { poolSize } from './postgres/pool-size';
import { Site } from './site';
import { isVerified, nextStage, type TlsPlan, type TlsStage } from './tls/tls-stage';

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
