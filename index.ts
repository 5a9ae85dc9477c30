import * as pulumi from '@pulumi/pulumi';
import { UserError } from './cli/user-error';
import { Cluster } from './components/cluster';
import { bundleManager } from './manager/bundle';
import { preflight } from './preflight/preflight';
import { readConfig } from './stack/read-config';
import { findRunningCluster } from './stack/running-cluster';
import type { StackOutputs } from './stack/stack-outputs';
import { dockerClient } from './toolchain/docker-client';
import { endpoints } from './topology/endpoints';
import { planCluster } from './topology/plan';

/** The Pulumi program: a stack's configuration in, a cluster and its outputs out. */
async function deploy(): Promise<pulumi.Inputs & Record<keyof StackOutputs, unknown>> {
  const { config, passwords } = readConfig();
  const plan = planCluster(config);
  await preflight(plan);
  // A preview touches nothing, so that nothing has to wait for its turn.
  const running = pulumi.runtime.isDryRun()
    ? undefined
    : await findRunningCluster(plan, dockerClient(), (text) => pulumi.log.warn(text));
  const cluster = new Cluster('cluster', { plan, passwords, bundle: bundleManager(), running });
  return {
    plan,
    endpoints: endpoints(plan),
    connections: cluster.connections,
    monitorConnection: cluster.monitorConnection,
  };
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
