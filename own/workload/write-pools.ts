import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWorkFile } from '../work-file';
import { POOLS } from './workload-file';

/** Writes the values that a workload is replayed with, in the place of those that were there. */
export async function writePools(
  folder: string,
  pools: ReadonlyMap<string, readonly unknown[]>,
): Promise<void> {
  const into = join(folder, POOLS);
  await rm(into, { recursive: true, force: true });
  for (const [name, sets] of pools) await writeWorkFile(into, `${name}.json`, JSON.stringify(sets));
}
