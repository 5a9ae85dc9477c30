import * as pulumi from '@pulumi/pulumi';
import type { Authority } from '../certificates/authority';
import type { EtcdMembership } from '../running/etcd/etcd-membership';
import type { ShipImage } from '../running/hosts/ship-image';
import type { RunningCluster } from '../running/running-cluster';
import { connectionUri, endpoints, type Endpoint } from '../topology/endpoints';
import { waysIn, type ClusterPlan, type ContainerPlan } from '../topology/plan';
import { MONITOR_ROLE } from '../topology/postgres/roles';
import type { StackOutputs } from '../topology/stack-outputs';
import { ClusterAuthorities, type OwnAuthority } from './authorities';
import type { IssueCertificate } from './certificate';
import { ClusterHosts } from './cluster-hosts';
import { ClusterImages } from './cluster-images';
import { ClusterNetwork } from './cluster-network';
import type { Component } from './component';
import type { BackupSecrets } from './backup-secrets';
import { BackupRepository } from './containers/backup-repository';
import { ConnectionPooler } from './containers/connection-pooler';
import { DatabaseGroup } from './containers/database-group';
import { FloatingAddress } from './containers/floating-address';
import { EtcdMember } from './containers/etcd-member';
import type { KeepFile } from './rollout/keep-file';
import { LoadBalancer } from './containers/load-balancer';
import { Manager, type ManagerBundle } from './containers/manager';
import type { Passwords } from './passwords';
import { PostDeploy } from './post-deploy';
import { Rollout } from './rollout/rollout';

/** What a cluster is built from. */
export interface ClusterParts {
  readonly plan: ClusterPlan;
  readonly passwords: Passwords;
  readonly backupSecrets: BackupSecrets;
  /** The manager's program. */
  readonly bundle: ManagerBundle;
  /** The way to the planned members of the consensus store. */
  readonly membership: EtcdMembership;
  /** Address of the Docker engine, where a provider names it. */
  readonly engineHost?: string | undefined;
  /** The cluster if it is up: its containers are replaced one at a time. */
  readonly running?: RunningCluster | undefined;
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
  /** How images reach other hosts; undefined in a preview. */
  readonly ship?: ShipImage | undefined;
  /** The user's own certificate authority. */
  readonly ownAuthority?: OwnAuthority | undefined;
  /** How authorities give certificates to containers; undefined in a preview. */
  readonly issueBy?: IssueBy | undefined;
  /** Containers of nodes that archive their log already. */
  readonly archiving?: ReadonlySet<string> | undefined;
}

/**
 * Has authorities, of which the first signs, give containers their certificates.
 *
 * @param image of a container that a volume can be reached by
 */
export type IssueBy = (
  authorities: readonly Partial<Authority>[],
  image: string,
) => (container: ContainerPlan) => Promise<unknown>;

/** Ways into a cluster. Secret. */
export interface ClusterConnections {
  /** Connection URIs of the role that applications use. */
  readonly application: pulumi.Output<StackOutputs['connections']>;
  /** Connection URI of the role that reads statistics. */
  readonly monitor: pulumi.Output<string>;
}

/** A cluster that was asked for. */
export interface BuiltCluster {
  readonly connections: ClusterConnections;
  /** Certificates of the authorities that clients are to trust, PEM; undefined in clear. */
  readonly caCertificate: pulumi.Output<string> | undefined;
  /** Known once all of it is there, the data too. */
  readonly done: pulumi.Output<unknown>;
}

/** Makes the resources of a whole cluster: consensus store, groups, backups, the ways in, manager, data. */
export function buildCluster(cluster: Component, parts: ClusterParts): BuiltCluster {
  const { plan, passwords, keepFile, membership, engineHost } = parts;
  const own = { parent: cluster };

  const hosts = new ClusterHosts(cluster.child('hosts'), { plan }, own);
  const network =
    plan.hosts === undefined
      ? new ClusterNetwork(cluster.child('network'), { plan }, own)
      : undefined;
  const images = new ClusterImages(cluster.child('images'), { plan, ship: parts.ship }, own);
  const authorities = clusterAuthorities(cluster, parts);
  const issue = issueCertificates(authorities, images, parts.issueBy);
  const rollout = new Rollout(plan, parts.running, membership);
  const { archiving } = parts;
  const shared = {
    ...{ plan, passwords, hosts, network, images, rollout },
    ...{ keepFile, issue, engineHost, archiving },
  };
  const on = (container: ContainerPlan) => ({ ...own, ...hosts.optionsFor(container) });
  const etcd = plan.etcd.map(
    (member) =>
      new EtcdMember(cluster.child(member.name), { ...shared, membership, member }, on(member)),
  );
  const groups = plan.groups.map(
    (group) => new DatabaseGroup(cluster.child(group.name), { ...shared, group, etcd }, own),
  );
  const repositories = (plan.backup?.repositories ?? []).map((repository) => {
    const args = { ...shared, backupSecrets: parts.backupSecrets, repository };
    return new BackupRepository(cluster.child(repository.name), args, on(repository));
  });
  const ways = waysIn(plan).map((way) => {
    const args = { ...shared, way };
    const {
      loadBalancer: { name },
      pooler,
      manager,
    } = way;
    const loadBalancer = new LoadBalancer(cluster.child(name), args, on(way.loadBalancer));
    const pooling = { ...args, loadBalancer };
    const managing = { ...args, ...parts, groups, repositories };
    return {
      loadBalancer,
      pooler: new ConnectionPooler(cluster.child(pooler.name), pooling, on(pooler)),
      manager: new Manager(cluster.child(manager.name), managing, on(manager)),
    };
  });

  const after: pulumi.CustomResource[] = ways.flatMap(({ loadBalancer, pooler }) => [
    loadBalancer.configured,
    pooler.container,
  ]);
  for (const holder of plan.floatingAddress?.containers ?? []) {
    const args = { ...shared, holder, after: [...after] };
    const floating = new FloatingAddress(cluster.child(holder.name), args, on(holder));
    // One after another: somebody has the address meanwhile.
    after.push(floating.container);
  }

  const application = applicationConnections(parts);
  const connection = application.apply(({ write }) => write);
  const caCertificate = authorities?.certificates;
  const deployed = { plan, connection, ways, engineHost };
  const loaded = new PostDeploy(cluster.child('post-deploy'), deployed, own).done;
  const settled = rollout.readyForRemovals(ways.map(({ manager }) => manager.container));
  const done = pulumi.all([loaded, settled]);
  const connections = { application, monitor: monitorConnection(parts) };
  return { connections, caCertificate, done };
}

function clusterAuthorities(
  cluster: Component,
  { plan, ownAuthority = { certificate: '', key: undefined } }: ClusterParts,
): ClusterAuthorities | undefined {
  if (plan.tls === undefined) return undefined;
  const args = { plan, own: ownAuthority };
  return new ClusterAuthorities(cluster.child('authorities'), args, { parent: cluster });
}

function issueCertificates(
  authorities: ClusterAuthorities | undefined,
  images: ClusterImages,
  issueBy: IssueBy | undefined,
): IssueCertificate | undefined {
  if (authorities === undefined || issueBy === undefined) return undefined;
  return (container) =>
    pulumi
      .all([authorities.all, images.imageFor('services', container)])
      .apply(([all, image]) => issueBy(all, image)(container));
}

function applicationConnections({
  plan,
  passwords,
}: ClusterParts): ClusterConnections['application'] {
  const { write, read, anyNode, pooled } = endpoints(plan);
  return pulumi.secret(passwords.citus).apply((password) => {
    const uri = (endpoint: Endpoint) => connectionUri({ ...plan, endpoint }, password);
    return { write: uri(write), read: uri(read), anyNode: uri(anyNode), pooled: uri(pooled) };
  });
}

function monitorConnection({ plan, passwords }: ClusterParts): pulumi.Output<string> {
  const target = { ...plan, endpoint: endpoints(plan).write, user: MONITOR_ROLE };
  return pulumi.secret(passwords.monitor).apply((password) => connectionUri(target, password));
}
