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
 * Removes a stack's locks whose processes were of this machine and have ended: a Pulumi CLI that was
 * killed leaves its own, and every later one would refuse the stack. Without a file backend there
 * are none.
 *
 * @param backend URL of Pulumi's backend; default the project's own folder
 */
export function removeStaleLocks(stack: string, backend: string | undefined): void {
  if (backend && !backend.startsWith('file:///')) return;
  const root = backend ? fileURLToPath(backend) : STATE_FOLDER;
  const folder = join(root, '.pulumi', 'locks', 'organization', PROJECT, stack);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const file = join(folder, name);
    const { pid, hostname: host } = JSON.parse(readFileSync(file, 'utf8')) as Lock;
    if (host === hostname() && !isRunning({ pid, startTicks: null })) rmSync(file, { force: true });
  }
}
