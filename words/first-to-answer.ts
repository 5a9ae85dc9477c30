import { sleep } from './clock';
import { messageOf } from './message-of';

/** How long a host may be silent by default before the next one is asked as well, ms. */
const PATIENCE_MS = 300;

/**
 * Asks hosts in turn until one answers: the next one when one has failed, and beside it when it is silent.
 * Whoever answers first is taken, all others are cancelled. Nothing is remembered.
 *
 * @param patienceMs how long a host may be silent before the next one is asked as well
 * @param ask rejects where there is no answer, or once the signal cancels it
 * @throws what the only host failed with; AggregateError that names all hosts and what each failed with
 */
export async function firstToAnswer<T>(
  hosts: readonly string[],
  ask: (host: string, signal: AbortSignal) => Promise<T>,
  patienceMs = PATIENCE_MS,
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
      await Promise.race([Promise.allSettled([attempt]), sleep(patienceMs, over.signal)]);
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
