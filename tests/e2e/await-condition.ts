/**
 * Asks again until the answer satisfies the condition, and gives that answer.
 *
 * @param what named in the error when the limit passes
 * @param limitMs how long to keep asking, ms
 * @param everyMs between two questions, ms
 */
export async function awaitCondition<T>(
  what: string,
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  limitMs: number,
  everyMs = 250,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${limitMs} ms; last: ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
