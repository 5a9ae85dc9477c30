import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where what is to be a folder of a step's is written until it is whole, beside the one that it replaces. */
export function unfinishedFolder(folder: string, name: string): string {
  return join(folder, `.unfinished-${name}`);
}

/** Removes what is unfinished of a folder of a step's. */
export function removeUnfinished(folder: string, name: string): Promise<void> {
  return rm(unfinishedFolder(folder, name), { recursive: true, force: true });
}

/** Puts a folder that is whole by now, or none, in the place of the one that it replaces, which goes. */
export async function swapFolder(folder: string, name: string): Promise<void> {
  const [place, former] = [join(folder, name), join(folder, `.former-${name}`)];
  const whole = unfinishedFolder(folder, name);
  await rm(former, { recursive: true, force: true });
  if (existsSync(place)) await rename(place, former);
  if (existsSync(whole)) await rename(whole, place);
  await rm(former, { recursive: true, force: true });
}
