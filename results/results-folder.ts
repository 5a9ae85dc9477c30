import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../cli/process-identity';
import { UserError } from '../words/user-error';

/** The name of a run's folder: `20261122T161500Z-mixed`. */
export function runId(startedAt: Date, scenario: string): string {
  return `${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}-${scenario}`;
}

/** The start of the run in a name made by {@link runId}; undefined for any other name. */
export function timeOfRunId(id: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-./.exec(id);
  if (parts === null) return undefined;
  const [, year, month, day, hours, minutes, seconds] = parts;
  const time = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** What the names of folders begin with that are being filled, or never were. */
export const PENDING_PREFIX = '.unfinished-';

/** The process that fills a pending folder, by its name; undefined if it is gone or not told. */
export function pendingWriter(name: string): number | undefined {
  const pid = Number(/^\.unfinished-(\d+)-/.exec(name)?.[1]);
  return pid > 0 && isRunning({ pid, startTicks: null }) ? pid : undefined;
}

/** A folder that is filled out of sight and appears under its name when it is complete. */
export interface PendingFolder {
  /** Where to write meanwhile. */
  readonly path: string;
  /** Writes one file. */
  write(name: string, contents: string): Promise<void>;
  /** Gives it its final name; another if a run of the same second has it. @returns the path */
  publish(name: string): Promise<string>;
  /** Removes it. */
  discard(): Promise<void>;
}

/**
 * Makes the folder of all results if it is missing, in a parent that is there.
 *
 * @throws UserError if nothing can be written there
 */
export async function makeResultsFolder(results: string): Promise<void> {
  try {
    await mkdir(results).catch(unlessItExists);
    await access(results, constants.W_OK | constants.X_OK);
    if (!(await stat(results)).isDirectory()) throw new Error('it is no folder');
  } catch (cause) {
    throw cannotWrite(results, cause);
  }
}

function cannotWrite(results: string, cause: unknown): UserError {
  return new UserError(
    `the results folder ${results} can't be written to: ${(cause as Error).message}`,
    'make it writable, or name another with --results',
    { cause },
  );
}

/**
 * Starts a result folder. It is made at once, so that a place that can't be written to is found
 * before the run and not after it.
 *
 * @param results the folder of all results; made if it is missing, in a parent that is there
 * @throws UserError if nothing can be written there
 */
export async function startResultFolder(results: string): Promise<PendingFolder> {
  await makeResultsFolder(results);
  let path: string;
  try {
    path = await mkdtemp(join(results, `${PENDING_PREFIX}${process.pid}-`));
    await chmod(path, 0o755);
  } catch (cause) {
    throw cannotWrite(results, cause);
  }
  return {
    path,
    write: (name, contents) => writeFile(join(path, name), contents),
    publish: (name) => publish(path, join(results, name)),
    discard: () => rm(path, { recursive: true, force: true }),
  };
}

async function publish(path: string, wanted: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const target = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    try {
      await rename(path, target);
      return target;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
    }
  }
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
