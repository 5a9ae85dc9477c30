import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import { bundleManager } from '../manager/bundle';
import { programActor } from '../preflight/actor';
import type { EngineObject } from '../preflight/ownership';
import { dockerHost, engineAt } from '../toolchain/docker/docker-client';
import { checkAuthority } from '../certificates/authority';
import { BACKUP_SECRETS } from '../topology/backup/backup-secrets';
import { parseClusterConfig } from '../topology/config/config';
import { withoutSecrets } from '../topology/config/secret-keys';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { flattenConfig } from '../topology/config/config-input';
import { endpoints, type Endpoints } from '../topology/endpoints';
import type { ClusterPlan } from '../topology/plan';
import type { StackOutputs } from '../topology/stack-outputs';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { stagedPlan } from '../running/staged-plan';
import { stageOf, stepsLeft } from '../topology/tls/tls-stage';
import { UserError } from '../words/user-error';
import type { OwnAuthority } from './authorities';
import { BackupSecrets, checkBackupSecrets, type GivenBackupSecrets } from './backup-secrets';
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
  readonly caCertificate: pulumi.Output<string> | undefined;
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
  /** Certificates of the authorities that clients are to trust, PEM; undefined in clear. */
  readonly caCertificate: pulumi.Output<string | undefined>;
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
    this.caCertificate = pulumi.output(facts.then(({ caCertificate }) => caCertificate));
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
    const config = configOf(this.name, args);
    const engine = engineAt(host ?? dockerHost());
    const given = args.passwords ?? {};
    await checkPasswords(given);
    const ownAuthority = { certificate: config.tls.caCertificate, key: args.tls?.caKey };
    await checkOwnAuthority(config, ownAuthority);
    const givenSecrets = givenBackupSecrets(args);
    await checkBackupSecrets(config.backup, givenSecrets);
    const docker = clusterDocker(config, engine.docker);
    const plan = await stagedPlan(config, docker);
    await warnOfNextSteps(plan, config);
    const ground = await survey(plan, { engine, docker }, ownActor());
    found.objects = ground.objects;
    const passwords = new ClusterPasswords(this.child('passwords'), { given }, { parent: this })
      .all;
    const backupSecrets = new BackupSecrets(
      this.child('backup-secrets'),
      { given: givenSecrets },
      { parent: this },
    );
    const secrets = { passwords, backupSecrets };
    const prepared = pulumi.runtime.isDryRun()
      ? {}
      : await prepare(plan, ground, { engine, docker }, secrets);
    const bundle = bundleManager();
    const { membership, archiving } = ground;
    const own = { ownAuthority, engineHost: host };
    const parts = { plan, ...secrets, bundle, membership, archiving, ...own, ...prepared };
    const { connections, caCertificate, done } = buildCluster(this, parts);
    const deployed = { plan, caCertificate };
    const record = () => new ClusterRecord(this.child('record'), deployed, { parent: this });
    if (pulumi.runtime.isDryRun()) record();
    else done.apply(record);
    return { plan, connections, caCertificate };
  }
}

/** Those of the arguments that are secrets of backups. */
function givenBackupSecrets({ backup = {} }: CitusClusterArgs): GivenBackupSecrets {
  const entries = BACKUP_SECRETS.map((name) => [name, backup[name]] as const);
  return Object.fromEntries(entries.filter(([, secret]) => secret !== undefined));
}

function configOf(name: string, { passwords: _, ...args }: CitusClusterArgs): ClusterConfig {
  const { name: clusterName = `${pulumi.getStack()}-${name}`, tls, backup, ...values } = args;
  const sections = {
    tls: withoutSecrets('tls', tls ?? {}),
    backup: withoutSecrets('backup', backup ?? {}),
  };
  return parseClusterConfig(clusterName, flattenConfig({ ...values, ...sections }));
}

/** A running cluster is brought to another mode of TLS in several deployments. */
async function warnOfNextSteps(plan: ClusterPlan, { tls }: ClusterConfig): Promise<void> {
  const left = stepsLeft(stageOf(plan), tls.mode);
  if (left === 0) return;
  await pulumi.log.warn(
    `tls.mode is at "${stageOf(plan)}" after this deployment, ${left} from what it is to be: ` +
      '`npm run up` goes on by itself, plain `pulumi up` is to be repeated',
  );
}

/** @throws UserError where the user's own authority is to sign and can't */
async function checkOwnAuthority(
  { tls }: ClusterConfig,
  { certificate, key }: OwnAuthority,
): Promise<void> {
  const text = key === undefined ? undefined : await valueOf(pulumi.secret(key));
  const isUnknown = key !== undefined && text === undefined;
  const isUsed = key !== undefined || tls.authorities[0] === 'own';
  if (isUsed && !isUnknown)
    checkAuthority({ certificate, ...(text !== undefined && { key: text }) });
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
