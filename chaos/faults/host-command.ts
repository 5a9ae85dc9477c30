import { spawn } from 'node:child_process';
import { lastLine } from '../../toolchain/child-process';
import { UserError } from '../../words/user-error';

/** How long the program may take, ms: it may wait for a machine to boot. */
const LIMIT_MS = 180_000;

/**
 * Runs the program that breaks hosts. Ctrl-C does not end it, for it is what mends them.
 *
 * @param command as a shell understands it
 * @param words what it is called with
 * @throws UserError where it fails, or takes too long
 */
export async function runHostCommand(command: string, words: readonly string[]): Promise<void> {
  const child = spawn('sh', ['-c', `${command} "$@"`, 'host-command', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    timeout: LIMIT_MS,
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    // What it has started may keep its output open.
    child.once('error', reject).once('exit', resolve);
  });
  if (code === 0) return;
  throw new UserError(
    `\`${command} ${words.join(' ')}\` ended with ${code ?? 'no code in time'}: ${lastLine(output)}`,
    'see that the host is as it should be',
  );
}
