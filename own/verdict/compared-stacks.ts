import { readStackOutputs } from '../../running/read-outputs';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import type { Copy } from '../copy/copy-file';

/**
 * The stacks of a verdict: one without workers, which is the baseline, and those with them.
 *
 * @param names none stands for all that have the copy
 * @throws UserError where one does not have it, or there is nothing to compare
 */
export function comparedStacks(
  { stacks }: Pick<Copy, 'stacks'>,
  names: readonly string[],
): string[] {
  const has = stacks.map(({ stack }) => stack).join(', ') || 'none';
  const missing = names.find((name) => !stacks.some(({ stack }) => stack === name));
  if (missing !== undefined) {
    throw new UserError(`stack "${missing}" has no copy`, `those that have it: ${has}`);
  }
  const chosen = stacks.filter(({ stack }) => names.length === 0 || names.includes(stack));
  const [baseline, ...more] = chosen.filter(({ isSharded }) => !isSharded);
  const sharded = chosen.filter(({ isSharded }) => isSharded);
  if (baseline === undefined || more.length > 0 || sharded.length === 0) {
    throw new UserError(
      'a verdict takes one stack without workers and one or more with them, which have the copy',
      `those that have it: ${has}; name them by --stack`,
    );
  }
  return [baseline, ...sharded].map(({ stack }) => stack);
}

/** Plans of stacks as they are deployed. @throws UserError for one that is not up */
export function plansOf(stacks: readonly string[]): Promise<ClusterPlan[]> {
  return Promise.all(stacks.map(async (stack) => (await readStackOutputs(stack)).plan));
}
