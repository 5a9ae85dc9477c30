import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { capture } from '../../toolchain/child-process';
import type { RigPlace } from './place';

/** Everything on the machine whose name or text says that it is of the rig. */
export async function leftBehind({
  name,
  subnet,
}: Pick<RigPlace, 'name' | 'subnet'>): Promise<string[]> {
  const lines = await Promise.all(
    [
      ['ip', 'link'],
      ['ip', 'netns'],
      ['iptables', '-S'],
      ['ebtables', '-L'],
    ].map(async ([file = '', ...args]) => (await capture(file, args)).stdout.split('\n')),
  );
  const groups = readdirSync('/sys/fs/cgroup').flatMap((one) => entries(`/sys/fs/cgroup/${one}`));
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  // One that has ended has no command line; its group is told until its parent has taken note.
  const processes = entries('/proc')
    .filter((pid) => text(`/proc/${pid}/cmdline`) !== '')
    .map((pid) => text(`/proc/${pid}/cgroup`));
  const all = [...lines.flat(), ...groups, ...mounts, ...processes, ...entries(tmpdir())];
  return all.filter((one) => one.includes(name) || one.includes(`${subnet}.`));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
