import { UserError } from '../../../words/user-error';
import type { AnswerMessage, CallMessage } from './calls';
import { tasks } from './tasks';

/**
 * The server's helper: a process that has all of the project's modules loaded and does what takes
 * memory or time, so that the server itself stays small and quick. It is started when it is needed
 * and ends when it was idle for a while.
 */

process.on('message', (message: CallMessage) => {
  void answer(message).then((reply) => process.send?.(reply));
});
// Without the server there is nothing to do.
process.on('disconnect', () => process.exit());
// Ctrl-C on the terminal is the server's to handle.
process.on('SIGINT', () => undefined);

async function answer({ id, name, args }: CallMessage): Promise<AnswerMessage> {
  try {
    const task = tasks[name] as (...values: readonly unknown[]) => Promise<unknown>;
    return { id, json: JSON.stringify(await task(...args)) };
  } catch (error) {
    if (error instanceof UserError) {
      return { id, error: error.what, remedy: error.remedy ?? null, defect: false };
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
    return { id, error: `${name} failed: it is a defect`, remedy: 'see its log', defect: true };
  }
}
