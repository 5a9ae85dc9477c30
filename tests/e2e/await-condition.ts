/** Shortest time between two questions where nobody says, ms. */
const LEAST_PAUSE_MS = 250;

/**
 * Asks again until the answer satisfies the condition, and gives that answer.
 *
 * @param what named in the error when the limit passes
 * @param limitMs how long to keep asking, ms
 * @param everyMs between two questions, ms; by default at least 250, and as long as the last answer took:
 *   a command that is asked without a break costs what it waits for a core
 */
export async function awaitCondition<T>(
  what: string,
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  limitMs: number,
  everyMs?: number,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const askedAt = Date.now();
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${limitMs} ms; last: ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) =>
      setTimeout(resolve, everyMs ?? Math.max(LEAST_PAUSE_MS, Date.now() - askedAt)),
    );
  }
}
