import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { awaitCondition } from '../e2e/await-condition';

/** How long the kernel may take to freeze or to end all processes of a group, ms. */
const LIMIT_MS = 30_000;

/** Between two looks at a group, ms. */
const LOOK_MS = 10;

interface Hierarchy {
  readonly folder: string;
  /** `cgroup2`, or `cgroup` for one of the former version. */
  readonly type: string;
}

/** What of control groups is mounted: one hierarchy, or one of each version's beside the other's. */
function hierarchies(): Hierarchy[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, folder = '', type = '']) => ({ folder, type }));
}

/** Where the hierarchy of version 2 is mounted, whose groups are frozen and killed as one. */
export function unifiedHierarchy(): string | undefined {
  return hierarchies().find(({ type }) => type === 'cgroup2')?.folder;
}

/** Names of the groups at the root of a hierarchy. */
export function groupNames(): string[] {
  const names = hierarchies().flatMap(({ folder }) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name),
  );
  return [...new Set(names)];
}

/**
 * A control group with all that its processes start: the engine of a host and, as it is their parent,
 * its containers.
 */
export class Cgroup {
  private readonly folder: string;

  /** @param name at the root of every hierarchy */
  constructor(private readonly name: string) {
    this.folder = join(unifiedHierarchy() ?? '', name);
  }

  /**
   * Makes it.
   *
   * @returns the file that a process writes its id to in order to be of it
   */
  make(): string {
    // Groups with groups in them may not have processes of their own.
    const leaf = join(this.folder, 'engine');
    mkdirSync(leaf, { recursive: true });
    return join(leaf, 'cgroup.procs');
  }

  /** Whether a process of it runs, or is frozen. */
  get isPopulated(): boolean {
    return this.says('populated 1');
  }

  /** Stops all of its processes where they are, at once, or lets them go on. */
  async freeze(frozen: boolean): Promise<void> {
    const state = frozen ? '1' : '0';
    writeFileSync(join(this.folder, 'cgroup.freeze'), state);
    await this.until(`frozen ${state}`);
  }

  /** Kills all of its processes at once, frozen or not. */
  async kill(): Promise<void> {
    if (!existsSync(this.folder)) return;
    writeFileSync(join(this.folder, 'cgroup.kill'), '1');
    // Docker pauses containers by groups of version 1, in which a process outlives even SIGKILL.
    for (const group of this.groups().filter((one) => existsSync(join(one, 'freezer.state')))) {
      writeFileSync(join(group, 'freezer.state'), 'THAWED');
    }
    await this.until('populated 0');
  }

  /** Waits until it has no process any more. */
  async empty(): Promise<void> {
    await this.until('populated 0');
  }

  /** Removes it, empty as it is, with the groups that were made in it, from every hierarchy. */
  async remove(): Promise<void> {
    const remove = (): Promise<string[]> => {
      for (const group of this.groups()) {
        try {
          rmdirSync(group);
        } catch {
          // The kernel has not let go of its last process yet.
        }
      }
      return Promise.resolve(this.groups());
    };
    await awaitCondition(`end of group ${this.name}`, remove, isEmpty, LIMIT_MS, LOOK_MS);
  }

  /** Its folders, those of groups in others first. */
  private groups(): string[] {
    return hierarchies()
      .map(({ folder }) => join(folder, this.name))
      .filter((folder) => existsSync(folder))
      .flatMap(foldersIn);
  }

  private says(word: string): boolean {
    try {
      return readFileSync(join(this.folder, 'cgroup.events'), 'utf8').split('\n').includes(word);
    } catch {
      return word === 'populated 0';
    }
  }

  private async until(word: string): Promise<void> {
    const ask = (): Promise<boolean> => Promise.resolve(this.says(word));
    await awaitCondition(`"${word}" of group ${this.name}`, ask, Boolean, LIMIT_MS, LOOK_MS);
  }
}

function foldersIn(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...inner.flatMap(({ name }) => foldersIn(join(folder, name))), folder];
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}
