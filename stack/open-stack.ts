import { fileURLToPath } from 'node:url';
import { assertProviderKind } from '../toolchain/offline/provider-mark';
import { openPulumi, type Pulumi } from '../toolchain/pulumi';
import type { ClusterConfig } from '../topology/config';
import { planCluster, type ClusterPlan } from '../topology/plan';
import { loadConfig } from './load-config';

/** The project's name in Pulumi.yaml. */
const PROJECT = 'citus-cluster';

/** A stack whose configuration is valid, with the CLI that acts on it. */
export interface OpenStack {
  readonly config: ClusterConfig;
  readonly plan: ClusterPlan;
  readonly pulumi: Pulumi;
}

/**
 * Opens a stack for a command that runs Pulumi on it: validates its file, finds the tools, and
 * refuses state that the other kind of plugins wrote. Makes nothing of the stack.
 *
 * @throws UserError if any of these fails
 */
export async function openStack(stack: string): Promise<OpenStack> {
  const config = loadConfig(stack);
  const pulumi = await openPulumi();
  const backend = pulumi.env['PULUMI_BACKEND_URL'] ?? '';
  // Another backend's state is out of sight.
  if (backend.startsWith('file:///')) {
    assertProviderKind(fileURLToPath(backend), PROJECT, stack, pulumi.plugins);
  }
  return { config, plan: planCluster(config), pulumi };
}

/** Selects the stack in Pulumi's backend, making it on first use. */
export async function selectStack(stack: string, pulumi: Pulumi): Promise<void> {
  await pulumi.output(['stack', 'select', '--create', stack]);
}
