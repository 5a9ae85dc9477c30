import { capture, lastLine } from '../../toolchain/child-process';
import { UserError } from '../../words/user-error';

/** How long a tool may take that changes the machine, ms. */
const LIMIT_MS = 30_000;

/**
 * Runs a tool of the machine.
 *
 * @param input what it reads on stdin; nothing by default
 * @returns its output
 * @throws UserError with the last line of its complaint where it fails, or takes over half a minute
 */
export async function mustRun(
  file: string,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await capture(file, args, {
    timeoutMs: LIMIT_MS,
    ...(input !== undefined && { input }),
  });
  if (code === 0) return stdout;
  const call = [file, ...args].join(' ');
  const after = input === undefined ? '' : ` of "${input.replaceAll('\n', '; ')}"`;
  throw new UserError(`\`${call}\`${after} ended with ${code}: ${lastLine(stderr)}`);
}

/** Whether a question to a tool of the machine is answered with yes, which is its exit code 0. */
export async function succeeds(file: string, args: readonly string[]): Promise<boolean> {
  return (await capture(file, args, { timeoutMs: LIMIT_MS })).code === 0;
}
