import { fileURLToPath } from 'node:url';
import { assertProviderKind } from '../toolchain/offline/provider-mark';
import { keepingStackFile } from '../toolchain/pulumi/config-copy';
import { openPulumi, type Pulumi } from '../toolchain/pulumi/pulumi';
import { PROJECT } from '../toolchain/pulumi/stack-state';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { stagedPlan } from '../running/staged-plan';
import { clusterDocker } from '../running/hosts/cluster-docker';
import type { ClusterPlan } from '../topology/plan';
import { loadConfig } from './load-config';

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
 * @param variables that Pulumi, and what it runs, has besides this process's
 * @throws UserError if any of these fails
 */
export async function openStack(
  stack: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<OpenStack> {
  const config = loadConfig(stack);
  const pulumi = await openPulumi(variables);
  assertOwnPlugins(stack, pulumi);
  return { config, plan: await stagedPlan(config, clusterDocker(config)), pulumi };
}

/**
 * Refuses a state that the other kind of plugins wrote.
 *
 * @throws UserError with the way out
 */
export function assertOwnPlugins(stack: string, { env, plugins }: Pulumi): void {
  const backend = env['PULUMI_BACKEND_URL'] ?? '';
  // Another backend's state is out of sight.
  if (!backend.startsWith('file:///')) return;
  assertProviderKind(fileURLToPath(backend), PROJECT, stack, plugins);
}

/** Selects the stack in Pulumi's backend, making it on first use. */
export async function selectStack(stack: string, pulumi: Pulumi): Promise<void> {
  await keepingStackFile(stack, () => pulumi.output(['stack', 'select', '--create', stack]));
}
