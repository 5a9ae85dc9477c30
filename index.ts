import * as pulumi from '@pulumi/pulumi';
import { UserError } from './cli/user-error';
import { Cluster } from './components/cluster';
import { bundleManager } from './manager/bundle';
import { preflight } from './preflight/preflight';
import { readConfig } from './stack/read-config';
import type { StackOutputs } from './stack/stack-outputs';
import { endpoints } from './topology/endpoints';
import { planCluster } from './topology/plan';

/** The Pulumi program: a stack's configuration in, a cluster and its outputs out. */
async function deploy(): Promise<pulumi.Inputs & Record<keyof StackOutputs, unknown>> {
  const { config, passwords } = readConfig();
  const plan = planCluster(config);
  await preflight(plan);
  const cluster = new Cluster('cluster', { plan, passwords, bundle: bundleManager() });
  return {
    plan,
    endpoints: endpoints(plan),
    connections: cluster.connections,
    monitorConnection: cluster.monitorConnection,
  };
}

/** An error that its reader can act on needs no stack trace. */
function withoutTrace(error: unknown): never {
  throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
}

export = () => deploy().catch(withoutTrace);
