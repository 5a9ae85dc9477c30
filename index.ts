import * as pulumi from '@pulumi/pulumi';
import type Docker from 'dockerode';
import { UserError } from './words/user-error';
import { Cluster } from './components/cluster';
import type { KeepFile } from './components/keep-file';
import { ownerLabels } from './components/owner-labels';
import { bundleManager } from './manager/bundle';
import type { Secrets } from './manager/secrets';
import { preflight } from './preflight/preflight';
import { programActor } from './stack/actor';
import { keepLiveFile } from './running/live-file';
import { EtcdMembership } from './running/etcd-membership';
import type { Passwords } from './components/passwords';
import { readConfig } from './stack/read-config';
import { rotatePasswords } from './running/rotate-passwords';
import { carryOut } from './running/carry-out';
import {
  describeDifference,
  holdChange,
  refuseWithoutManager,
  type HeldChange,
} from './running/hold-change';
import { findRunningCluster, type RunningCluster } from './running/running-cluster';
import { startStopped } from './running/start-stopped';
import type { StackOutputs } from './topology/stack-outputs';
import { dockerClient } from './toolchain/docker/docker-client';
import { endpoints } from './topology/endpoints';
import { planCluster, type ClusterPlan } from './topology/plan';

/** The Pulumi program: a stack's configuration in, a cluster and its outputs out. */
async function deploy(): Promise<pulumi.Inputs & Record<keyof StackOutputs, unknown>> {
  const { config, passwords } = readConfig();
  const plan = planCluster(config);
  const actor = programActor(plan.stack);
  const objects = await preflight(plan, actor);
  const docker = dockerClient();
  const isPreview = pulumi.runtime.isDryRun();
  if (!isPreview) await startStopped(plan, docker, tell);
  const change = await holdChange(plan, docker);
  const membership = await EtcdMembership.find(plan, docker, { readOnly: isPreview });
  const running = isPreview
    ? await announce(change)
    : await prepare(plan, change, docker, passwords);
  const keepFile: KeepFile | undefined = isPreview
    ? undefined
    : (id, file) => keepLiveFile(docker.getContainer(id), file);
  const bundle = bundleManager();
  const args = { plan, passwords, bundle, membership, running, keepFile };
  const cluster = new Cluster('cluster', args, {
    transformations: [ownerLabels(actor.owner, objects)],
  });
  return {
    plan,
    endpoints: endpoints(plan),
    connections: cluster.connections,
    monitorConnection: cluster.monitorConnection,
  };
}

/** Has Pulumi show a line. */
function tell(text: string): void {
  void pulumi.log.info(text);
}

/** Says what an update would do. It touches nothing, so that nothing has to wait for its turn. */
async function announce({ differences }: HeldChange): Promise<undefined> {
  for (const difference of differences) await pulumi.log.info(describeDifference(difference));
}

/** Does what has to be done before any resource is touched. */
async function prepare(
  plan: ClusterPlan,
  change: HeldChange,
  docker: Docker,
  passwords: Passwords,
): Promise<RunningCluster | undefined> {
  const running = await findRunningCluster(plan, docker);
  if (running !== undefined && running.status === undefined) refuseWithoutManager(plan, change);
  await carryOut(plan, change, docker, tell);
  if (running !== undefined) {
    const secrets = await new Promise<Secrets>((resolve) => {
      pulumi.all(passwords).apply((values) => {
        resolve(values as Secrets);
      });
    });
    await rotatePasswords({ docker, plan, secrets, cluster: running }, tell);
  }
  return running;
}

/** Pulumi's exit code of a program whose error has been reported already. */
const REPORTED = 32;

/**
 * Reports an error that its reader can act on as one line, and ends at once. Thrown, it would take
 * Pulumi many seconds to find the source lines of a stack trace that nobody needs.
 */
async function report(error: unknown): Promise<never> {
  if (!(error instanceof UserError)) throw error;
  await pulumi.log.error(error.message);
  process.exit(REPORTED);
}

export = () => deploy().catch(report);
