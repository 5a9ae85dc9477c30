import * as pulumi from '@pulumi/pulumi';
import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { Secrets } from '../manager/secrets';
import type { EngineObject } from '../preflight/ownership';
import { preflight, type Actor } from '../preflight/preflight';
import { archivingNodes } from '../running/backup/archiving-nodes';
import { carryOut } from '../running/carry-out';
import { EtcdMembership } from '../running/etcd/etcd-membership';
import {
  describeDifference,
  holdChange,
  refuseWithoutManager,
  type HeldChange,
} from '../running/hold-change';
import { keepLiveFile } from '../running/live-file';
import { placeCertificate } from '../running/certificates/place-certificate';
import { rotatePasswords } from '../running/passwords/rotate-passwords';
import { findRunningCluster, type RunningCluster } from '../running/running-cluster';
import { startStopped } from '../running/start-stopped';
import type { DockerEngine } from '../toolchain/docker/docker-client';
import { NO_STORE } from '../topology/etcd-membership';
import type { ClusterPlan } from '../topology/plan';
import type { IssueBy } from './cluster';
import { imageShipping, type ShipImage } from '../running/hosts/ship-image';
import { watchHosts } from '../running/hosts/watch-hosts';
import type { KeepFile } from './rollout/keep-file';
import { refuseOtherPassphrase } from '../running/backup/refuse-other-passphrase';
import type { BackupSecrets } from './backup-secrets';
import type { Passwords } from './passwords';
import { valueOf } from './value-of';

/** The engines that a deployment talks to. */
export interface Engines {
  /** Builds the images; a cluster on one host stands on it. */
  readonly engine: DockerEngine;
  /** That of the cluster's host, or those of its hosts as one. */
  readonly docker: Docker;
}

/** The ground that a cluster is built on: what is there, looked at before any resource is touched. */
export interface Ground {
  /** What has the plan's names on the engine. */
  readonly objects: readonly EngineObject[];
  readonly change: HeldChange | undefined;
  /** The way to the planned members of the consensus store. */
  readonly membership: EtcdMembership;
  /** Containers of nodes that archive their log already. */
  readonly archiving: ReadonlySet<string>;
}

/** What a deployment goes on with, once the cluster that exists is ready for it. */
export interface Prepared {
  /** The cluster if it is up: its containers are replaced one at a time. */
  readonly running?: RunningCluster | undefined;
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
  /** How images reach other hosts; undefined in a preview. */
  readonly ship?: ShipImage | undefined;
  /** How authorities give certificates to containers; undefined in a preview. */
  readonly issueBy?: IssueBy | undefined;
}

/**
 * Looks at the engine, and holds the plan against the cluster that is there. Changes nothing. A preview
 * says what an update would do, and warns of what would stop one: it may run on another machine.
 *
 * @throws UserError where something is in the way, or the plan would take data with it
 */
export async function survey(
  plan: ClusterPlan,
  { engine, docker }: Engines,
  actor: Actor,
): Promise<Ground> {
  const isPreview = pulumi.runtime.isDryRun();
  const warn = (text: string) => pulumi.log.warn(`an update would stop here: ${text}`);
  const objects = await preflight(plan, actor, { engine, docker, ...(isPreview && { warn }) });
  if (objects === undefined) return unseen(plan);
  if (!isPreview) await startStopped(plan, docker, tell);
  const change = await holdChange(plan, docker);
  const membership = await EtcdMembership.find(plan, docker, { readOnly: isPreview });
  if (isPreview) {
    for (const difference of change.differences) {
      await pulumi.log.info(describeDifference(difference));
    }
  }
  const archiving = await archivingNodes(plan, docker);
  return { objects, change, membership, archiving };
}

/** Has Pulumi show a line. */
function tell(text: string): void {
  void pulumi.log.info(text);
}

/** Pulumi itself says nothing of a host that it waits for. */
function tellSilent(host: string): void {
  void pulumi.log.warn(
    `host ${host} does not answer: what Pulumi has asked of it fails by itself after a quarter of an hour ` +
      'at most, or when it is started again. Ctrl-C twice ends that at once, and `npm run up` goes on ' +
      `from there when ${host} answers; \`npm run hosts -- lost ${host}\` where it is gone for good`,
  );
}

function unseen(plan: ClusterPlan): Ground {
  const membership = new EtcdMembership(plan, NO_STORE, undefined);
  return { objects: [], change: undefined, membership, archiving: new Set() };
}

/** The secrets of a cluster. */
export interface ClusterSecrets {
  readonly passwords: Passwords;
  readonly backupSecrets: BackupSecrets;
}

/** Does what has to be done before any resource is touched. */
export async function prepare(
  plan: ClusterPlan,
  { change }: Ground,
  { engine, docker }: Engines,
  { passwords, backupSecrets }: ClusterSecrets,
): Promise<Prepared> {
  const keepFile: KeepFile = (name, file) => keepLiveFile(docker.getContainer(name), file);
  const issueBy: IssueBy = (authorities, image) => async (container) => {
    const issuer = { docker, plan, authorities, image };
    const reason = await placeCertificate(issuer, container).catch((error: unknown) => {
      throw new pulumi.RunError(
        `the certificate of ${container.name} can't be put in place: ${String(error)}; ` +
          '`npm run up` tries again',
      );
    });
    if (reason !== undefined && change?.existing !== undefined) {
      tell(`certificate of ${container.name} renewed: ${reason}`);
    }
  };
  watchHosts(plan.hosts ?? [], tellSilent);
  const passphrase = await valueOf(backupSecrets.passphrase);
  if (passphrase !== undefined) await refuseOtherPassphrase(docker, plan, passphrase);
  const running = await findRunningCluster(plan, docker);
  const ship = imageShipping(engine.docker, plan.hosts ?? [], tell);
  if (change === undefined) return { running, keepFile, issueBy, ship };
  if (running !== undefined && running.status === undefined) refuseWithoutManager(plan, change);
  await carryOut(plan, change, docker, tell);
  if (running !== undefined) {
    const secrets = await valueOf(pulumi.all(passwords));
    if (secrets === undefined) throw new UserError('the passwords could not be made');
    const rotation = { docker, plan, secrets: secrets as Secrets, cluster: running };
    await rotatePasswords(rotation, tell);
  }
  return { running, keepFile, issueBy, ship };
}
