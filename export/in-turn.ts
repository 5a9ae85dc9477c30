/**
 * Works on many things, some at a time, and begins none after one has failed.
 *
 * @param workers each takes the next thing when it is done with one
 * @throws what failed first, once all have ended
 */
export async function inTurn<T, W>(
  things: readonly T[],
  workers: readonly W[],
  run: (worker: W, thing: T) => Promise<void>,
): Promise<void> {
  const left = things.values();
  let failed = false;
  const outcomes = await Promise.allSettled(
    workers.map(async (worker) => {
      for (const thing of left) {
        if (failed) return;
        try {
          await run(worker, thing);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
