/** Nodes that are asked at the same time: more handshakes would keep each other from being in time. */
const AT_ONCE = 32;

/**
 * Does something for each of many, so many at a time.
 *
 * @param atOnce how many; default {@link AT_ONCE}
 * @returns what came of each, in their order
 * @throws what one of them throws first; no other is begun after that
 */
export async function forEachAtOnce<T, R>(
  items: readonly T[],
  run: (item: T) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const left = items.entries();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of left) {
      try {
        results[index] = await run(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
