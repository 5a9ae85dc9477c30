import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import {
  ADOPT_VARIABLE,
  describeForeign,
  describeObjects,
  findObjects,
  ownershipOf,
  type EngineObject,
  type Ownership,
} from '../preflight/ownership';
import { clusterDocker } from '../running/hosts/cluster-docker';
import { engineInfo, noEngine } from '../toolchain/docker/docker-client';
import { configFileArguments } from '../toolchain/pulumi/config-copy';
import type { Owner } from '../toolchain/pulumi/owner';
import type { StackState } from '../toolchain/pulumi/stack-state';
import { PASSPHRASE_KEY } from '../topology/backup/backup-secrets';
import type { ClusterPlan } from '../topology/plan';
import { commandActor } from '../preflight/actor';
import { listOf } from '../topology/change/change-rule';
import { silentHosts } from '../running/hosts/silent-hosts';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { backupsThatStay } from './backups-that-stay';
import { forgetHosts } from './hosts/forget-hosts';
import { keepPasswords } from './keep-passwords';
import { removeObjects } from './leftovers';
import { openStack, selectStack, type OpenStack } from './open-stack';
import { removeOneOffs } from './restore/one-off-node';

/**
 * Removes a cluster: `pulumi destroy`, then what a cut-off deployment may have left besides. Works
 * when part of the stack is gone already, and when there never was one. What another deployment made
 * under the same names is left alone.
 *
 * @param args further arguments of `pulumi destroy`
 * @throws UserError if Pulumi can't remove it
 */
export async function takeDown(stack: string, args: readonly string[] = []): Promise<void> {
  const { plan, pulumi } = await openStack(stack);
  const docker = clusterDocker(plan);
  if ((await engineInfo(docker)) === undefined) throw noEngine();
  await selectStack(stack, pulumi);
  await forgetSilent(plan, pulumi);
  // A killed restore's, on the stack's network.
  await removeOneOffs(docker, plan);
  const { owner, readState } = commandActor(stack, pulumi);
  // Before the destroy, which forgets what it has begun to make.
  const state = await readState();
  const objectsOf = async (whose: Ownership): Promise<EngineObject[]> =>
    (await findObjects(plan, state, docker)).filter(
      (object) => ownershipOf(object, state, owner) === whose,
    );
  const foreign = await objectsOf('foreign');
  refuseListedVolumes(plan, state, foreign);

  const sweep = async (kinds: readonly EngineObject['kind'][]): Promise<void> => {
    const left = (await objectsOf('left')).filter(({ kind }) => kinds.includes(kind));
    await removeObjects('Removed besides', left, docker);
  };
  await keepNeeded(plan, pulumi);
  // Its containers first: a network goes only without them.
  await destroy(stack, pulumi, args, () => sweep(['container']));
  await sweep(plan.protectData ? ['container', 'network'] : ['container', 'network', 'volume']);
  if (!plan.protectData && args.length === 0) {
    // Pulumi keeps those of several hosts, as they outlive a move (components/containers/backup-repository.ts).
    const kept = new Set(plan.backup?.repositories.map(({ volume }) => volume));
    const listed = (await objectsOf('listed')).filter(
      ({ kind, name }) => kind === 'volume' && kept.has(name),
    );
    await removeObjects('Removed with their backups', listed, docker);
  }
  await tellWhatStays(plan, docker, owner, foreign);
  const isThere = state.resources.length > 0;
  const told = isThere ? backupsThatStay(plan) : [`Pulumi knew nothing of stack "${stack}".`];
  for (const line of told) process.stderr.write(`${line}\n`);
}

/** Keeps what opens data that stay: backups elsewhere do so in any case. */
async function keepNeeded({ stack, protectData, backup }: ClusterPlan, pulumi: Pulumi) {
  const elsewhere = backup?.repositories.some(({ repository }) => repository.type !== 'volume');
  if (!protectData && elsewhere !== true) return;
  const needed = (key: string): boolean => protectData || key === PASSPHRASE_KEY;
  const kept = await keepPasswords(stack, pulumi, needed);
  if (kept.length === 0) return;
  process.stderr.write(`Stored in Pulumi.${stack}.yaml, encrypted: ${kept.join(', ')}\n`);
}

/** Pulumi would ask a host that is gone for ever. */
async function forgetSilent({ stack, hosts = [] }: ClusterPlan, pulumi: Pulumi): Promise<void> {
  const silent = await silentHosts(hosts);
  if (silent.length === 0) return;
  await forgetHosts(stack, pulumi, silent);
  process.stderr.write(
    `${listOf(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer: containers and volumes of stack "${stack}" that are there stay, ` +
      'to be removed there (docker rm, docker volume rm)\n',
  );
}

/** Pulumi removes volumes by their names: one that is another's by now would go. */
function refuseListedVolumes(
  { stack }: ClusterPlan,
  { resources }: StackState,
  foreign: readonly EngineObject[],
): void {
  const listed = foreign.filter(
    ({ kind, name }) => kind === 'volume' && resources.some(({ id }) => id === name),
  );
  if (listed.length === 0) return;
  throw new UserError(
    `stack "${stack}" lists volumes that are another's by now: ${describeForeign(listed)}`,
    `\`npm run pulumi -- stack rm --force --stack ${stack}\` forgets this stack and removes nothing`,
  );
}

/** @param clear removes what would be in its way; it may come again while the first try is at work */
async function destroy(
  stack: string,
  pulumi: OpenStack['pulumi'],
  args: readonly string[],
  clear: () => Promise<void>,
): Promise<void> {
  const common = ['--stack', stack, '--yes', '--skip-preview', ...configFileArguments(stack)];
  const run = async (): Promise<number> => {
    await clear();
    return pulumi.run(['destroy', ...common, '--suppress-outputs', ...args]);
  };
  let code = await run();
  if (code !== 0) {
    // Resources that someone else removed make a destroy fail; a refresh forgets them.
    process.stderr.write('Once more after a look at what is really there.\n');
    await pulumi.run(['refresh', ...common, '--clear-pending-creates', '--suppress-outputs']);
    code = await run();
  }
  if (code === 0) return;
  throw new UserError(
    `stack "${stack}" could not be removed: pulumi ended with ${code}`,
    'its messages above say what resisted',
  );
}

async function tellWhatStays(
  plan: ClusterPlan,
  docker: Docker,
  owner: Owner,
  foreign: readonly EngineObject[],
): Promise<void> {
  if (foreign.length > 0) process.stderr.write(`Left alone: ${describeForeign(foreign)}\n`);
  if (!plan.protectData) return;
  const forgotten: StackState = { resources: [], pending: [] };
  const kept = (await findObjects(plan, forgotten, docker)).filter(
    ({ kind, name }) => kind === 'volume' && !foreign.some((one) => one.name === name),
  );
  if (kept.length === 0) return;
  const names = kept.map(({ name }) => name).join(' ');
  // Volumes that were made before they were labelled say of nobody that they are his.
  const known = kept.every((volume) => ownershipOf(volume, forgotten, owner) === 'left');
  const up = `${known ? '' : `${ADOPT_VARIABLE}=yes `}npm run up -- --stack ${plan.stack}`;
  process.stderr.write(
    `protectData keeps the data in ${describeObjects(kept)}. \`${up}\` takes them up again; ` +
      `\`docker volume rm ${names}\` removes them for good.\n`,
  );
}
