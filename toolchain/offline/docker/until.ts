import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @param answer undefined means "not yet"
 * @param limitMs how long to ask
 * @param everyMs pause between two questions
 * @returns the answer, or undefined after the limit
 */
export async function until<T>(
  answer: () => Promise<T | undefined>,
  limitMs: number,
  everyMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await answer();
    if (value !== undefined) return value;
    if (Date.now() >= end) return undefined;
    await delay(everyMs, undefined, { signal });
  }
}
