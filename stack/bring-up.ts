import { UserError } from '../words/user-error';
import { WITHOUT_DATASET_VARIABLE } from '../post-deploy/deployment';
import { waitUntilReady } from '../post-deploy/wait-until-ready';
import { checkAddressPool } from '../preflight/address-pool';
import { hasImage } from '../toolchain/docker/images';
import { preflight } from '../preflight/preflight';
import { ensureDatabaseBaseImage } from '../toolchain/docker/base-image';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { dockerClient, engineInfo, noEngine } from '../toolchain/docker/docker-client';
import { configFileArguments } from '../toolchain/pulumi/config-copy';
import { setupStep } from '../toolchain/install/setup-step';
import type { ClusterPlan } from '../topology/plan';
import { stageOf, stepsLeft } from '../topology/tls/tls-stage';
import { stopZombies } from './hosts/stop-zombies';
import { commandActor } from '../preflight/actor';
import { announceChange } from './announce-change';
import { awaitMoves } from './await-moves';
import { holdChange, type HeldChange } from '../running/hold-change';
import { refuseLostPasswords } from './keep-passwords';
import { removeFormerMembers, removeLeftContainers } from './leftovers';
import { storedPasswords } from './load-config';
import { openStack, selectStack } from './open-stack';
import { checkOwnAuthority } from './read-authorities';
import { refuseBegunRestore } from './restore/restore-record';
import { readStackOutputs } from '../running/read-outputs';
import { StoreKeys } from '../running/etcd/store-keys';
import { startStopped } from '../running/start-stopped';
import type { StackOutputs } from '../topology/stack-outputs';

/** How a cluster is brought up. */
export interface BringUpOptions {
  /** Further arguments of `pulumi up`. */
  readonly args?: readonly string[];
  /** Do not ask where something is replaced or deleted. Covers no loss of data, which is refused. */
  readonly yes?: boolean | undefined;
  /** Load no rows of the data set into a stack that is new; `npm run load` does it later. */
  readonly withoutDataset?: boolean | undefined;
}

/**
 * Makes or changes a cluster: everything that can be refused is refused first, then what changes is
 * said, and `pulumi up` runs on this terminal.
 *
 * @param stack name of the stack
 * @returns the outputs, and how long all of it took, ms
 * @throws UserError if something is in the way, or Pulumi fails
 */
export async function bringUp(
  stack: string,
  { args = [], yes = false, withoutDataset = false }: BringUpOptions = {},
): Promise<{ outputs: StackOutputs; ms: number }> {
  const startedAt = Date.now();
  const { config, plan, pulumi } = await openStack(
    stack,
    withoutDataset ? { [WITHOUT_DATASET_VARIABLE]: 'true' } : {},
  );
  const docker = clusterDocker(plan);
  await stopZombies(plan, (text) => process.stderr.write(`  ${text}\n`));
  await pullDatabaseBase(plan);
  const actor = commandActor(stack, pulumi);
  const objects = (await preflight(plan, actor)) ?? [];
  refuseLostPasswords(plan, objects, await actor.readState(), storedPasswords(stack).size);
  await checkAddressPool(plan, docker);
  await refuseBegunRestore(stack, new StoreKeys(plan, docker));
  await startStopped(plan, docker, (text) => process.stderr.write(`  ${text}\n`));
  const change = await holdChange(plan, docker);
  await selectStack(stack, pulumi);
  await checkOwnAuthority(stack, config, pulumi);
  const steps = await announceChange({ plan, pulumi }, change, args, yes);
  await awaitMoves(plan, steps, docker);
  await removeLeftContainers(plan, docker, actor);
  const code = await pulumi.run([
    ...['up', '--stack', stack, '--yes', '--skip-preview', '--suppress-outputs'],
    ...configFileArguments(stack),
    ...args,
  ]);
  if (code !== 0) {
    throw new UserError(
      `stack "${stack}" did not come up: pulumi ended with ${code}`,
      `its messages above say why; ${wayOn(stack, change)}`,
    );
  }
  // What Pulumi changed may be at work already and the manager not done with it.
  const outputs = await readStackOutputs(stack, pulumi);
  await waitUntilReady(outputs);
  await removeFormerMembers(plan, docker, actor);
  if (stepsLeft(stageOf(plan), config.tls.mode) > 0) {
    process.stderr.write(`TLS is at "${stageOf(plan)}" on its way; the next deployment follows\n`);
    const { outputs: last } = await bringUp(stack, { args, yes: true });
    return { outputs: last, ms: Date.now() - startedAt };
  }
  tellGrowth(plan, change);
  return { outputs, ms: Date.now() - startedAt };
}

/** Where workers came, shards go there after the deployment. */
function tellGrowth({ stack, rebalance }: ClusterPlan, { differences }: HeldChange): void {
  const grown = differences.find(({ key }) => key === 'workers.count');
  if (grown === undefined || Number(grown.to) < Number(grown.from)) return;
  process.stderr.write(
    rebalance.onGrow === 'auto'
      ? `shards move to the new workers now: \`npm run rebalance -- status --stack ${stack}\` tells how far they are\n`
      : `\`npm run rebalance -- start --stack ${stack}\` moves shards to the new workers\n`,
  );
}

/** A first deployment can be begun again; one that changed a stack with data is gone on with. */
function wayOn(stack: string, { existing }: HeldChange): string {
  return existing === undefined
    ? `\`npm run down -- --stack ${stack}\` removes what was made`
    : `the data are where they were, and \`npm run up -- --stack ${stack}\` goes on`;
}

/** Pulls the image under the database nodes where it is missing; Debian's is `npm run setup`'s. */
export async function pullDatabaseBase({ stack, images }: ClusterPlan): Promise<void> {
  const docker = dockerClient();
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  const image = images.database.base;
  if (image === images.services.base || (await hasImage(docker, image))) return;
  await setupStep(`Base image of stack ${stack}`, (progress) =>
    ensureDatabaseBaseImage(docker, { image, stack }, progress),
  );
}
