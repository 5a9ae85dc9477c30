import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../words/user-error';
import { PROJECT_ROOT } from '../toolchain/paths';
import { claimFile, claimOn } from './exclusive-file';
import type { StackUse } from './stack-use';

/** Beside the stacks' states, which are of this clone of the project too. */
const FOLDER = join(PROJECT_ROOT, '.build', 'running');

const ENDING = '.json';

/** A stack has a run already. */
export class StackInUse extends UserError {
  constructor(readonly use: StackUse) {
    const since = `${use.startedAt.slice(11, 19)} UTC`;
    super(
      `stack "${use.stack}" is in use: ${use.title} runs on it since ${since} (process ${use.pid})`,
      'wait until it has ended, or stop it: with Ctrl-C where it was started, a benchmark or fault on the page too',
    );
  }
}

/**
 * Claims stacks for this process: one run at a time on each, whoever starts it.
 *
 * @param uses one for each stack
 * @returns what gives them back; the end of the process does so too
 * @throws StackInUse if another process has one; none is claimed then
 */
export function lockStacks(uses: readonly StackUse[], folder = FOLDER): () => void {
  const releases: (() => void)[] = [];
  const releaseAll = (): void => {
    for (const release of releases.splice(0)) release();
  };
  for (const use of uses) {
    const outcome = claimFile(join(folder, `${use.stack}${ENDING}`), use);
    if ('heldBy' in outcome) {
      releaseAll();
      throw new StackInUse(outcome.heldBy.about);
    }
    releases.push(outcome.release);
  }
  return releaseAll;
}

/** What runs on each stack that is in use. */
export function stacksInUse(folder = FOLDER): StackUse[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(ENDING))
    .flatMap((name) => claimOn<StackUse>(join(folder, name))?.about ?? []);
}
