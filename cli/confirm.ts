import { createInterface } from 'node:readline/promises';
import { UserError } from '../words/user-error';

/**
 * Asks before something that can't be undone. The question goes to stderr.
 *
 * @param question without the choice, e.g. `Delete 3 runs?`
 * @throws UserError if the answer is not yes, or if there is no terminal to ask at
 */
export async function confirm(question: string): Promise<void> {
  if (!/^y(es)?$/i.test(await answerTo(`${question} [y/N] `))) {
    throw new UserError('nothing was changed');
  }
}

/**
 * Asks for a name before something that loses data. The question goes to stderr.
 *
 * @param question what is to be named, e.g. `Type the stack's name to restore it: `
 * @throws UserError if the answer is another one, or if there is no terminal to ask at
 */
export async function confirmByName(question: string, name: string): Promise<void> {
  const answer = await answerTo(question);
  if (answer === name) return;
  throw new UserError(`nothing was changed: the name is ${name}, not "${answer}"`);
}

async function answerTo(question: string): Promise<string> {
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
    return (await Promise.race([terminal.question(question), closed])).trim();
  } finally {
    terminal.close();
  }
}
