import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRunning } from '../../cli/process-identity';
import { STATE_FOLDER } from '../paths';
import { PROJECT } from './stack-state';

/** A lock, as Pulumi's file backend writes it. */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Clears away what a Pulumi CLI that was killed leaves in a file backend, where every later one would
 * refuse the stack: its lock, and the attributes of a checkpoint that it was about to replace. The
 * checkpoint itself is whole: a new one comes by a rename. Without a file backend there is nothing.
 *
 * @param backend URL of Pulumi's backend; default the project's own folder
 */
export function clearAfterKill(stack: string, backend: string | undefined): void {
  if (backend && !backend.startsWith('file:///')) return;
  const folder = join(backend ? fileURLToPath(backend) : STATE_FOLDER, '.pulumi');
  removeStaleLocks(join(folder, 'locks', 'organization', PROJECT, stack));
  removeHalfWritten(join(folder, 'stacks', PROJECT, `${stack}.json.attrs`));
}

/** Removes the locks whose processes were of this machine and have ended. */
function removeStaleLocks(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const file = join(folder, name);
    const { pid, hostname: host } = JSON.parse(readFileSync(file, 'utf8')) as Lock;
    if (host === hostname() && !isRunning({ pid, startTicks: null })) rmSync(file, { force: true });
  }
}

/** A checkpoint needs no attributes (getAttrs in gocloud.dev's fileblob), but none that are cut off. */
function removeHalfWritten(attributes: string): void {
  if (!existsSync(attributes)) return;
  try {
    JSON.parse(readFileSync(attributes, 'utf8'));
  } catch {
    rmSync(attributes, { force: true });
  }
}
