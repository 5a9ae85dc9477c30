import { readdirSync } from 'node:fs';
import { Cgroup, groupNames } from './cgroup';
import { mustRun } from './must-run';
import { removeBridge, unplug } from './network';
import { passOn } from './partition';
import { defaultFolder, findRig } from './place';

/**
 * Removes all of a rig that is on the machine, found by its name: nothing is asked of its hosts. Where
 * there is nothing of it, nothing happens. It goes on from where a former call was cut off.
 */
export async function removeRemains(name: string): Promise<void> {
  const rig = findRig(name);
  const isPart = (part: string): boolean => new RegExp(`^${name}-h\\d+(-\\w+)?$`).test(part);
  const places = ['/sys/class/net', '/run/netns'].flatMap(entriesOf);
  for (const id of new Set(places.filter(isPart))) await unplug(id);
  const groups = groupNames().filter(isPart);
  await Promise.all(groups.map((group) => new Cgroup(group).kill()));
  for (const group of groups) await new Cgroup(group).remove();
  if (rig !== undefined) await passOn((address) => address.startsWith(`${rig.subnet}.`));
  // What is still mounted in there would be another's.
  await mustRun('rm', ['-rf', '--one-file-system', rig?.folder ?? defaultFolder(name)]);
  // The last, as it tells where the rest is.
  if (rig !== undefined) await removeBridge(rig);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
