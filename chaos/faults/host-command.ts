import { lastLine } from '../../toolchain/child-process';
import { runOnThroughInterrupts } from './run-on-through-interrupts';
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
  const shell = ['-c', `${command} "$@"`, 'host-command', ...words];
  // What it has started may keep its output open.
  const { code, output } = await runOnThroughInterrupts('sh', shell, { timeout: LIMIT_MS }, 'exit');
  if (code === 0) return;
  throw new UserError(
    `\`${command} ${words.join(' ')}\` ended with ${code ?? 'no code in time'}: ${lastLine(output)}`,
    'see that the host is as it should be',
  );
}
