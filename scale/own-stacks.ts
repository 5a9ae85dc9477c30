import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { commandActor } from '../preflight/actor';
import { describeObjects, findObjects } from '../preflight/ownership';
import { takeDown } from '../stack/take-down';
import type { Pulumi } from '../toolchain/pulumi/pulumi';
import { stackFile } from '../toolchain/pulumi/stack-files';
import { planCluster } from '../topology/plan-cluster';
import { UserError } from '../words/user-error';
import { FILE_MARK, scaleStack, sizeConfig, sizeFile, type ScaleSetting } from './stack-config';

/**
 * Refuses sizes whose stack is there: somebody's own of that name, or one that an end without a word
 * has left.
 *
 * @throws UserError naming what is there and how it goes
 */
export async function refuseExisting(
  sizes: readonly number[],
  setting: ScaleSetting,
  pulumi: Pulumi,
  docker: Docker,
): Promise<void> {
  for (const workers of sizes) {
    const stack = scaleStack(workers);
    const file = stackFile(stack);
    const isThere = existsSync(file);
    if (isThere && !readFileSync(file, 'utf8').startsWith(FILE_MARK)) {
      throw new UserError(
        `Pulumi.${stack}.yaml is there, and this command has not made it`,
        'give that stack another name: this command makes, and removes, stacks of that one',
      );
    }
    const plan = planCluster(sizeConfig(workers, setting));
    const state = await commandActor(stack, pulumi).readState();
    const objects = await findObjects(plan, state, docker);
    if (objects.length === 0) continue;
    throw new UserError(
      `stack "${stack}" is there already: ${describeObjects(objects)}`,
      isThere
        ? `\`npm run down -- --stack ${stack} --yes\` removes it with its rows`
        : 'take it down where it was made',
    );
  }
}

/** Writes the file of a size's stack. */
export function writeSizeFile(workers: number, setting: ScaleSetting): void {
  writeFileSync(stackFile(scaleStack(workers)), sizeFile(workers, setting));
}

/** Takes a size's stack down and leaves nothing of it, neither its file nor its state. */
export async function removeSize(workers: number, pulumi: Pulumi): Promise<void> {
  const stack = scaleStack(workers);
  await takeDown(stack);
  await pulumi.output(['stack', 'rm', '--yes', '--stack', stack]);
  rmSync(stackFile(stack), { force: true });
}
