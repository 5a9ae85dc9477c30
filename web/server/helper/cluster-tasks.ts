import { messageOf } from '../../../words/message-of';
import { UserError } from '../../../words/user-error';
import { describeTopology } from '../../../results/environment';
import { readDeployment } from '../../../running/read-deployment';
import { readLocalState, type Deployment } from '../../../running/local-state';
import { stateFile } from '../../../toolchain/pulumi/stack-state';
import { readStatus } from '../../../running/read-status';
import { listStacks, requireStackFile } from '../../../toolchain/pulumi/stack-files';
import { StackNotUp } from '../../../running/stack-not-up';
import { engineInfo, noEngine } from '../../../toolchain/docker/docker-client';
import type { ClusterState, StackSummary } from '../../api/cluster';
import { askLoadBalancers } from './load-balancers';

/** How long what Pulumi said of a stack is believed, where its state is no local file, ms. */
const REMOTE_MS = 60_000;

const remote = new Map<string, { readonly at: number; readonly deployment: Promise<Deployment> }>();

/** Every stack that has a configuration file. */
export function stacks(): Promise<StackSummary[]> {
  return Promise.all(
    listStacks().map(async (name) => {
      const plan = (await deploymentOf(name).catch(() => undefined))?.plan;
      return {
        name,
        up: plan !== undefined,
        engine: plan?.engine ?? null,
        topology: plan === undefined ? null : describeTopology(plan),
      };
    }),
  );
}

/** Plan and endpoints of a stack, as cheap as can be. @throws StackNotUp */
export async function deploymentOf(stack: string): Promise<Deployment> {
  requireStackFile(stack);
  const file = stateFile(stack, process.env['PULUMI_BACKEND_URL']);
  if (file !== undefined) {
    const local = readLocalState(file);
    if (local === undefined) throw new StackNotUp(stack);
    return local;
  }
  const known = remote.get(stack);
  if (known !== undefined && Date.now() - known.at < REMOTE_MS) return known.deployment;
  const deployment = readDeployment(stack);
  remote.set(stack, { at: Date.now(), deployment });
  return deployment;
}

/** The state of a stack's cluster, whatever it is. */
export async function clusterState(stack: string): Promise<ClusterState> {
  const at = new Date().toISOString();
  const without = (kind: 'no-engine' | 'not-up' | 'unknown', error: unknown): ClusterState => ({
    ...{ kind, stack, at },
    error: error instanceof UserError ? error.what : messageOf(error),
    remedy: error instanceof UserError ? (error.remedy ?? null) : null,
  });
  let deployment: Deployment;
  try {
    deployment = await deploymentOf(stack);
  } catch (error) {
    return without(error instanceof StackNotUp ? 'not-up' : 'unknown', error);
  }
  try {
    const [status, sessions] = await Promise.all([
      readStatus(deployment),
      askLoadBalancers(deployment),
    ]);
    const silent = status.containers.length > 0;
    if (silent && status.containers.every(({ state }) => state === 'unknown')) {
      return without('no-engine', noEngine());
    }
    const { plan } = deployment;
    return { kind: silent ? 'no-manager' : 'up', stack, at, plan, status, ...sessions };
  } catch (error) {
    if ((await engineInfo()) === undefined) return without('no-engine', noEngine());
    return without('unknown', error);
  }
}
