import { join } from 'node:path';
import { startProgress } from '../../cli/progress';
import { pullDatabaseBase } from '../../stack/bring-up';
import { loadConfig } from '../../stack/load-config';
import { capture, lastLine } from '../../toolchain/child-process';
import { buildImage } from '../../toolchain/docker/build-image';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { PROJECT_ROOT } from '../../toolchain/paths';
import { planCluster } from '../../topology/plan-cluster';
import { UserError } from '../../words/user-error';

/** What Pulumi says of a resource that is there, on one line. */
const MADE = /^ \+ .* created \(/;

/**
 * Brings up stacks at the same time, each by an `npm run up` of its own, without rows of the data set, which nobody
 * asks for. Their images are made before, one after the other, so that none is made twice.
 *
 * @throws UserError for the first that did not come up, once all have ended
 */
export async function bringUpTogether(
  stacks: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (stacks.length === 0) return;
  const progress = startProgress(`bring up ${stacks.join(', ')}`);
  try {
    await makeImages(stacks, signal, (line) => {
      progress.update(`images: ${line}`);
    });
    const made = new Map(stacks.map((stack) => [stack, 0]));
    const outcomes = await Promise.allSettled(
      stacks.map((stack) =>
        bringUpApart(stack, () => {
          made.set(stack, (made.get(stack) ?? 0) + 1);
          progress.update([...made].map(([name, parts]) => `${name} ${parts} parts`).join(', '));
        }),
      ),
    );
    signal.throwIfAborted();
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    progress.done();
  } catch (error) {
    progress.fail();
    throw error;
  }
}

async function makeImages(
  stacks: readonly string[],
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  for (const stack of stacks) {
    const plan = planCluster(loadConfig(stack));
    await pullDatabaseBase(plan);
    for (const part of ['database', 'services'] as const) {
      signal.throwIfAborted();
      await buildImage(dockerClient(), part, plan.images[part], onLine);
    }
  }
}

/** @param onMade is called for each resource that is there */
async function bringUpApart(stack: string, onMade: () => void): Promise<void> {
  const script = join(PROJECT_ROOT, 'scripts', 'up.ts');
  const args = ['--import', 'tsx', script, '--stack', stack, '--yes', '--without-dataset'];
  const { code, stderr } = await capture(process.execPath, args, {
    cwd: PROJECT_ROOT,
    onLine: (line) => {
      if (MADE.test(line)) onMade();
    },
  });
  if (code === 0) return;
  throw new UserError(
    `stack "${stack}" did not come up: ${lastLine(stderr).replace(/^error: /, '')}`,
    `\`npm run up -- --stack ${stack}\` goes on, and shows all of it`,
  );
}
