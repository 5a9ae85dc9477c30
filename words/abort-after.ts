/**
 * A signal that aborts after a while, or with one of others.
 *
 * It stands for `AbortSignal.any([AbortSignal.timeout(ms), …])`, of which Node 20 frees the first part while
 * someone waits for the whole: whoever did then waited for ever. Its own timer holds this one.
 *
 * @param ms how long, ms; it keeps no process alive
 * @param others of one question or task each: until they are gone, they know of this one
 */
export function abortAfter(ms: number, ...others: readonly AbortSignal[]): AbortSignal {
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, ms).unref();
  over.signal.addEventListener('abort', () => {
    clearTimeout(timer);
  });
  for (const other of others) {
    const follow = (): void => {
      over.abort(other.reason);
    };
    if (other.aborted) follow();
    else other.addEventListener('abort', follow, { once: true });
  }
  return over.signal;
}
