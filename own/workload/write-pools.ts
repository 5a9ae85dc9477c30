import { writeWorkFile } from '../work-file';
import { removeUnfinished, unfinishedFolder } from '../swap-folder';
import { POOLS } from './workload-file';

/** Values that a workload is replayed with, by the names of what draws them. */
export type Pools = ReadonlyMap<string, readonly unknown[]>;

/**
 * Writes the values that a workload is replayed with beside those that are there, whose place they take by
 * `swapFolder`.
 *
 * @throws UserError naming the file that can't be written; none of them is left then
 */
export async function writePools(folder: string, pools: Pools): Promise<void> {
  await removeUnfinished(folder, POOLS);
  const into = unfinishedFolder(folder, POOLS);
  try {
    for (const [name, sets] of pools) {
      await writeWorkFile(into, `${name}.json`, JSON.stringify(sets));
    }
  } catch (error) {
    await removeUnfinished(folder, POOLS);
    throw error;
  }
}
