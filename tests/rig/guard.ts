import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../toolchain/paths';

const COMMAND = join(__dirname, 'rig-command.ts');

/** Waits for the end of its input, which comes with that of the process that holds the other side. */
const WATCH = 'while read -r _; do :; done; exec "$@"';

/**
 * Has a rig taken down when this process ends, in whatever way: by a signal that it can't catch, too.
 *
 * @param name the rig's
 * @returns what ends the guard
 */
export function startGuard(name: string): () => void {
  const down = [process.execPath, '--import', 'tsx', COMMAND, 'down', '--name', name];
  const guard = spawn('sh', ['-c', WATCH, 'guard', ...down], {
    cwd: PROJECT_ROOT,
    // Of a session of its own, where the Ctrl-C that ends this process does not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  guard.unref();
  // A pipe is a socket here, which would keep this process from ending.
  (guard.stdin as unknown as { unref(): void }).unref();
  // It alone reads the pipe, and starts nothing before that has ended.
  return () => void guard.kill('SIGKILL');
}
