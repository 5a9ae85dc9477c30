import * as pulumi from '@pulumi/pulumi';
import type { StackOutputs } from '../topology/stack-outputs';
import type { Passwords } from './passwords';
import type { EtcdMembership } from '../running/etcd-membership';
import type { RunningCluster } from '../running/running-cluster';
import { connectionUri, endpoints, type Endpoint } from '../topology/endpoints';
import type { ClusterPlan } from '../topology/plan';
import { MONITOR_ROLE } from '../topology/postgres/roles';
import { ClusterImages } from './cluster-images';
import { ClusterNetwork } from './cluster-network';
import { Component } from './component';
import { ConnectionPooler } from './connection-pooler';
import { DatabaseGroup } from './database-group';
import { EtcdMember } from './etcd-member';
import type { KeepFile } from './keep-file';
import { LoadBalancer } from './load-balancer';
import { Manager, type ManagerBundle } from './manager';
import { PostDeploy } from './post-deploy';
import { Rollout } from './rollout';

/** What a {@link Cluster} is made of. */
export interface ClusterArgs {
  readonly plan: ClusterPlan;
  readonly passwords: Passwords;
  /** The manager's program. */
  readonly bundle: ManagerBundle;
  /** The way to the planned members of the consensus store. */
  readonly membership: EtcdMembership;
  /** The stack's cluster if it is up: its containers are replaced one at a time. */
  readonly running?: RunningCluster | undefined;
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
}

/** The whole cluster: consensus store, database groups, the ways in, manager and data. */
export class Cluster extends Component {
  /** Connection URIs of the role that applications use. Secret. */
  readonly connections: pulumi.Output<StackOutputs['connections']>;
  /** Connection URI of the role that reads statistics. Secret. */
  readonly monitorConnection: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('Cluster', name, options);
    const { plan, passwords, keepFile, membership } = args;
    const own = { parent: this };

    const network = new ClusterNetwork(this.child('network'), { plan }, own);
    const images = new ClusterImages(this.child('images'), { plan }, own);
    const rollout = new Rollout(plan, args.running, membership);
    const shared = { plan, passwords, network, images, rollout, keepFile };
    const etcd = plan.etcd.map(
      (member) => new EtcdMember(this.child(member.name), { ...shared, membership, member }, own),
    );
    const groups = plan.groups.map(
      (group) => new DatabaseGroup(this.child(group.name), { ...shared, group, etcd }, own),
    );
    const loadBalancer = new LoadBalancer(this.child('load-balancer'), shared, own);
    new ConnectionPooler(this.child('pooler'), { ...shared, loadBalancer }, own);
    const manager = new Manager(this.child('manager'), { ...shared, ...args, groups }, own);

    this.connections = applicationConnections(args);
    this.monitorConnection = monitorConnection(args);
    const connection = this.connections.apply(({ write }) => write);
    new PostDeploy(this.child('post-deploy'), { plan, connection, manager, loadBalancer }, own);

    this.registerOutputs({
      connections: this.connections,
      monitorConnection: this.monitorConnection,
    });
  }
}

function applicationConnections({ plan, passwords }: ClusterArgs): Cluster['connections'] {
  const { write, read, anyNode, pooled } = endpoints(plan);
  return pulumi.secret(passwords.citus).apply((password) => {
    const uri = (endpoint: Endpoint) => connectionUri({ ...plan, endpoint }, password);
    return { write: uri(write), read: uri(read), anyNode: uri(anyNode), pooled: uri(pooled) };
  });
}

function monitorConnection({ plan, passwords }: ClusterArgs): pulumi.Output<string> {
  const target = { endpoint: endpoints(plan).write, user: MONITOR_ROLE, database: plan.database };
  return pulumi.secret(passwords.monitor).apply((password) => connectionUri(target, password));
}
