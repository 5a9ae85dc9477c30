import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRunning } from '../../cli/process-identity';
import { PROJECT } from './stack-state';

/** A lock, as Pulumi's file backend writes it. */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Clears away what a Pulumi CLI that was killed leaves in a file backend, where every later one would
 * refuse its stack: a lock, and the attributes of a checkpoint that it was about to replace. The
 * checkpoint itself is whole: a new one comes by a rename. Other kinds of backends are left alone.
 *
 * @param backend URL of Pulumi's backend
 */
export function clearAfterKill(backend: string): void {
  if (!backend.startsWith('file:///')) return;
  const folder = join(fileURLToPath(backend), '.pulumi');
  for (const lock of filesIn(join(folder, 'locks', 'organization', PROJECT), '.json')) {
    removeStale(lock);
  }
  for (const attributes of filesIn(join(folder, 'stacks', PROJECT), '.json.attrs')) {
    removeHalfWritten(attributes);
  }
}

/** Files with this ending, in a folder or below; none where it is not there. */
function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** Removes a lock whose process was of this machine and has ended. */
function removeStale(lock: string): void {
  const text = readOrGone(lock);
  if (text === undefined) return;
  const { pid, hostname: host } = JSON.parse(text) as Lock;
  if (host === hostname() && !isRunning({ pid, startTicks: null })) rmSync(lock, { force: true });
}

/** Whoever has a lock may be giving it back. */
function readOrGone(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A checkpoint needs no attributes (getAttrs in gocloud.dev's fileblob), but none that are cut off. */
function removeHalfWritten(attributes: string): void {
  try {
    JSON.parse(readFileSync(attributes, 'utf8'));
  } catch {
    rmSync(attributes, { force: true });
  }
}
