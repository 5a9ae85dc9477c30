import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { bundleManager } from '../manager/bundle';
import { programActor } from '../preflight/actor';
import type { EngineObject } from '../preflight/ownership';
import { dockerHost, engineAt } from '../toolchain/docker/docker-client';
import { parseClusterConfig } from '../topology/config/config';
import { flattenConfig } from '../topology/config/config-input';
import { endpoints, type Endpoints } from '../topology/endpoints';
import { planCluster, type ClusterPlan } from '../topology/plan';
import type { StackOutputs } from '../topology/stack-outputs';
import { UserError } from '../words/user-error';
import type { CitusClusterArgs } from './citus-cluster-args';
import { Component } from './component';
import { buildCluster, type ClusterConnections } from './cluster';
import { ClusterRecord } from './cluster-record';
import { ownerLabels } from './owner-labels';
import { checkPasswords, ClusterPasswords } from './passwords';
import { prepare, survey } from './preparation';
import { valueOf } from './value-of';

/** What a cluster is known by once it is planned. */
interface ClusterFacts {
  readonly plan: ClusterPlan;
  readonly connections: ClusterConnections;
}

/** What has the cluster's names on the engine, once that was looked at. */
interface Found {
  objects: readonly EngineObject[];
}

/** Any time that is no load. */
const KEEP_ALIVE_MS = 10_000;

/** Where the options hold what is the cluster's own: as inputs Pulumi would keep it in its state. */
const OWN = Symbol('own');

interface OwnOptions extends pulumi.ComponentResourceOptions {
  readonly [OWN]: { readonly args: CitusClusterArgs; readonly found: Found };
}

/**
 * A highly available Citus cluster on Docker: consensus store, coordinators, workers, load balancer,
 * connection pooler and manager, with PostGIS and the tables of `sql/`.
 *
 * Takes the options of every component: with `provider` a `docker.Provider` chooses the engine. On a
 * cluster that exists a change is held against what is there first: what would take data with it is
 * refused, nodes are replaced one at a time, other passwords take effect without an interruption.
 *
 * @example
 * const cluster = new CitusCluster('orders', { workers: { count: 2 }, ports: { write: 6432 } });
 * export const uri = cluster.connections.write;
 */
export class CitusCluster extends Component<ClusterFacts> {
  /** Where it listens on the Docker host. */
  readonly endpoints: pulumi.Output<Endpoints>;
  /** Connection URIs of the role that applications use. Secret. */
  readonly connections: pulumi.Output<StackOutputs['connections']>;
  /** Connection URI of the role that reads statistics. Secret. */
  readonly monitorConnection: pulumi.Output<string>;
  /** Every name, group, port and volume. */
  readonly plan: pulumi.Output<ClusterPlan>;

  /**
   * @param name unique within the program; the names of all resources begin with it
   * @param args default: a coordinator pair, three worker pairs
   */
  constructor(
    name: string,
    args: CitusClusterArgs = {},
    options: pulumi.ComponentResourceOptions = {},
  ) {
    const found: Found = { objects: [] };
    const own: OwnOptions = { ...labelled(options, found), [OWN]: { args, found } };
    super('Cluster', name, own);
    const facts = this.getData();
    // One by one: as one output all of it would be as secret as the passwords.
    this.plan = pulumi.output(facts.then(({ plan }) => plan)) as pulumi.Output<ClusterPlan>;
    this.endpoints = this.plan.apply((plan) => endpoints(plan));
    this.connections = pulumi.output(facts.then(({ connections }) => connections.application));
    this.monitorConnection = pulumi.output(facts.then(({ connections }) => connections.monitor));
  }

  /**
   * Pulumi calls it from its constructor, and waits for it where something depends on the cluster.
   *
   * @throws RunError, whose message is for the reader of a terminal, who needs no stack trace
   */
  protected override async initialize(
    _: pulumi.Inputs,
    { [OWN]: { args, found } }: OwnOptions,
  ): Promise<ClusterFacts> {
    // A program that ended while this waits would have told Pulumi that the cluster has no resources,
    // and Pulumi would remove them. It waits instead.
    const keepAlive = setInterval(() => undefined, KEEP_ALIVE_MS);
    try {
      return await this.build(args, found, await engineHost(this));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Pulumi would look up the source of each line of all traces, which takes it ten seconds.
      Error.prepareStackTrace = (one) => String(one);
      throw new pulumi.RunError(error.message);
    } finally {
      clearInterval(keepAlive);
    }
  }

  private async build(
    args: CitusClusterArgs,
    found: Found,
    host: string | undefined,
  ): Promise<ClusterFacts> {
    const plan = planOf(this.name, args);
    const engine = engineAt(host ?? dockerHost());
    const given = args.passwords ?? {};
    await checkPasswords(given);
    const ground = await survey(plan, engine, ownActor());
    found.objects = ground.objects;
    const passwords = new ClusterPasswords(this.child('passwords'), { given }, { parent: this })
      .all;
    const prepared = pulumi.runtime.isDryRun()
      ? {}
      : await prepare(plan, ground, engine, passwords);
    const bundle = bundleManager();
    const { membership } = ground;
    const parts = { plan, passwords, bundle, membership, engineHost: host, ...prepared };
    const { connections, done } = buildCluster(this, parts);
    const record = () => new ClusterRecord(this.child('record'), { plan }, { parent: this });
    if (pulumi.runtime.isDryRun()) record();
    else done.apply(record);
    return { plan, connections };
  }
}

function planOf(name: string, { passwords: _, ...args }: CitusClusterArgs): ClusterPlan {
  const { name: clusterName = `${pulumi.getStack()}-${name}`, ...values } = args;
  return planCluster(parseClusterConfig(clusterName, flattenConfig(values)));
}

function ownActor() {
  return programActor(pulumi.getProject(), pulumi.getStack());
}

/** The options, with the mark of who makes them on containers, network and volumes. */
function labelled(
  options: pulumi.ComponentResourceOptions,
  found: Found,
): pulumi.ComponentResourceOptions {
  const label = ownerLabels(ownActor().owner, () => found.objects);
  return { ...options, transformations: [...(options.transformations ?? []), label] };
}

/**
 * Address of the engine of the Docker provider that was passed; undefined without one, and in a preview
 * that does not know it.
 */
async function engineHost(component: pulumi.Resource): Promise<string | undefined> {
  const provider = component.getProvider('docker:index/container:Container');
  return docker.Provider.isInstance(provider) ? valueOf(provider.host) : undefined;
}
