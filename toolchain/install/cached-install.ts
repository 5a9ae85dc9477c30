import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../paths';

/** Where the tool of this name and version lies in the cache, whether or not it is there. */
export function cachedFolder(name: string): string {
  return join(cacheFolder(), name);
}

/**
 * Makes a folder of the cache, all or nothing: it is filled under a temporary name and then
 * renamed, so that a setup cut off half way leaves nothing that looks finished, and two setups at
 * once don't disturb each other.
 *
 * @param name name and version, e.g. `k6-1.8.1`
 * @param fill puts the tool into the empty folder it is given
 * @returns the finished folder
 */
export async function installIntoCache(
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = cachedFolder(name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const temporary = mkdtempSync(`${folder}.new-`);
  try {
    await fill(temporary);
    renameSync(temporary, folder);
  } catch (error) {
    // Another setup may have been faster: its folder is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}
