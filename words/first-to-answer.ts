import { sleep } from './clock';
import { messageOf } from './message-of';

/** How long a host may be silent before the next one is asked as well, ms. */
const PATIENCE_MS = 300;

/**
 * Asks hosts in turn until one answers: the next one when one has failed, and beside it when it is silent.
 * Whoever answers first is taken, all others are cancelled. Nothing is remembered.
 *
 * @param ask rejects where there is no answer, or once the signal cancels it
 * @param patience resolves when a host has been silent for so long that the next one is asked as well, or once
 *   the signal says that nobody has to be; default after 300 ms
 * @throws what the only host failed with; AggregateError that names all hosts and what each failed with
 */
export async function firstToAnswer<T>(
  hosts: readonly string[],
  ask: (host: string, signal: AbortSignal) => Promise<T>,
  patience: (host: string, signal: AbortSignal) => Promise<void> = (_, signal) =>
    sleep(PATIENCE_MS, signal),
): Promise<T> {
  const over = new AbortController();
  const attempts: Promise<T>[] = [];
  try {
    for (const host of hosts) {
      const attempt = ask(host, over.signal).then((answer) => {
        over.abort();
        return answer;
      });
      attempts.push(attempt);
      await Promise.race([Promise.allSettled([attempt]), patience(host, over.signal)]);
      if (over.signal.aborted) break;
    }
    return await Promise.any(attempts);
  } catch (error) {
    const { errors } = error as AggregateError;
    if (hosts.length === 1) throw errors[0];
    const said = hosts.map((host, index) => `${host}: ${messageOf(errors[index])}`);
    throw new AggregateError(errors, said.join('; '), { cause: error });
  } finally {
    over.abort();
  }
}
