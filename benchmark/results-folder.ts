import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/user-error';

/** The name of a run's folder: `20261122T161500Z-mixed`. */
export function runId(startedAt: Date, scenario: string): string {
  return `${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}-${scenario}`;
}

/** A folder that is filled out of sight and appears under its name when it is complete. */
export interface PendingFolder {
  /** Where to write meanwhile. */
  readonly path: string;
  /** Writes one file. */
  write(name: string, contents: string): Promise<void>;
  /** Gives it its final name. @returns the path */
  publish(name: string): Promise<string>;
  /** Removes it. */
  discard(): Promise<void>;
}

/**
 * Starts a result folder. It is made at once, so that a place that can't be written to is found
 * before the run and not after it.
 *
 * @param results the folder of all results; made if it is missing, in a parent that is there
 * @throws UserError if nothing can be written there
 */
export async function startResultFolder(results: string): Promise<PendingFolder> {
  let path: string;
  try {
    await mkdir(results).catch(unlessItExists);
    path = await mkdtemp(join(results, '.unfinished-'));
    await chmod(path, 0o755);
  } catch (cause) {
    throw new UserError(
      `the results folder ${results} can't be written to: ${(cause as Error).message}`,
      'make it writable, or name another with --results',
      { cause },
    );
  }
  return {
    path,
    write: (name, contents) => writeFile(join(path, name), contents),
    publish: async (name) => {
      const target = join(results, name);
      await rename(path, target);
      return target;
    },
    discard: () => rm(path, { recursive: true, force: true }),
  };
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
