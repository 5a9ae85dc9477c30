import { createInterface } from 'node:readline/promises';
import { UserError } from '../words/user-error';

/**
 * Asks before something that can't be undone. The question goes to stderr.
 *
 * @param question without the choice, e.g. `Delete 3 runs?`
 * @throws UserError if the answer is not yes, or if there is no terminal to ask at
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new UserError('there is no terminal to ask at', 'pass --yes to go on without a question');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D close it without an answer.
    const closed = new Promise<string>((resolve) =>
      terminal.once('close', () => {
        resolve('');
      }),
    );
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
    if (!/^y(es)?$/i.test(answer.trim())) throw new UserError('nothing was changed');
  } finally {
    terminal.close();
  }
}
