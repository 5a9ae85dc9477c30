/** Repeats something every second until it is told to stop. */
export interface Sampling {
  /** Waits for the sample that is under way. */
  stop(): Promise<void>;
}

/** Between two samples, ms. */
export const SAMPLE_INTERVAL_MS = 1000;

/**
 * Takes samples one after the other, a second apart: one that takes longer is not overtaken by the
 * next, the ones in between are left out.
 *
 * @param sample must not fail
 */
export function sampleRegularly(sample: () => Promise<void>): Sampling {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  const startedAt = performance.now();
  const next = (): void => {
    underWay = sample().finally(() => {
      if (stopped) return;
      const since = performance.now() - startedAt;
      timer = setTimeout(next, SAMPLE_INTERVAL_MS - (since % SAMPLE_INTERVAL_MS));
    });
  };
  next();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return underWay;
    },
  };
}
