import { performance } from 'node:perf_hooks';

/** ms since the Unix epoch with fractions; never runs backwards while the process lives. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Waits, but not longer than until the signal.
 *
 * @param ms how long, ms
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
