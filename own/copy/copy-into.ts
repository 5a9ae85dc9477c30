import { join } from 'node:path';
import { withStacks } from '../../jobs/claimed-stacks';
import { COPY } from './copy-file';
import { copyLines } from './copy-lines';
import { makeCopy, type CopyOrder } from './make-copy';
import { openIfUp, openTargets } from './targets';

/**
 * Copies a database into stacks, which nobody else has meanwhile, and writes the folder's copy.
 *
 * @param stacks default: the usual ones that are up
 * @returns what is printed of it
 */
export async function copyInto(
  stacks: readonly string[] | undefined,
  order: Omit<CopyOrder, 'targets' | 'open'>,
): Promise<string> {
  const targets = await openTargets(stacks);
  const names = targets.map(({ cluster }) => cluster.stack);
  return withStacks(names, 'own copy', async () => {
    const copy = await makeCopy({ ...order, targets, open: openIfUp });
    return `${copyLines(copy)}\n\ncopy: ${join(order.folder, COPY)}\n`;
  });
}
