import { removeMade } from '../../export/into/remove-made';
import { UserError } from '../../words/user-error';
import { readCopy, writeCopy, type CopiedStack } from './copy-file';
import { systemOf } from './system-of';
import type { Target } from './targets';

/**
 * Removes a folder's copy from its stacks, one by one, and from the folder's file as well, so that what was
 * stopped can be gone on with. One that is down has none any more, nor has one that was made anew.
 *
 * @param open opens a stack that is up
 * @param signal stops after the stack at work
 * @throws UserError for what can't be removed
 */
export async function forgetStacks(
  folder: string,
  open: (stack: string) => Promise<Target | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const copy = await readCopy(folder);
  for (const [index, one] of copy.stacks.entries()) {
    signal.throwIfAborted();
    await forgetStack(one, await open(one.stack));
    await writeCopy(folder, { ...copy, stacks: copy.stacks.slice(index + 1) });
  }
}

async function forgetStack(
  { stack, system, removal }: CopiedStack,
  target: Target | undefined,
): Promise<void> {
  if (target === undefined || (await systemOf(target.cluster)) !== system) return;
  const left = await removeMade(target.cluster, removal);
  if (left[0] !== undefined) {
    throw new UserError(`stack "${stack}" keeps some of the copy: ${left.join('; ')}`);
  }
}
