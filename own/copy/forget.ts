import { removeMade } from '../../export/into/remove-made';
import { UserError } from '../../words/user-error';
import type { Copy } from './copy-file';
import { systemOf } from './system-of';
import type { Target } from './targets';

/**
 * Removes a copy from its stacks. One that is down has none any more, nor has one that was made anew.
 *
 * @param open opens a stack that is up
 * @throws UserError for what can't be removed
 */
export async function forgetStacks(
  { stacks }: Copy,
  open: (stack: string) => Promise<Target | undefined>,
): Promise<void> {
  for (const { stack, system, removal } of stacks) {
    const target = await open(stack);
    if (target === undefined || (await systemOf(target.cluster)) !== system) continue;
    const left = await removeMade(target.cluster, removal);
    if (left[0] !== undefined) {
      throw new UserError(`stack "${stack}" keeps some of the copy: ${left.join('; ')}`);
    }
  }
}
