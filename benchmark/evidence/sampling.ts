/** Repeats something every second until it is told to stop. */
export interface Sampling {
  /** Waits for the sample that is under way. */
  stop(): Promise<void>;
}

/** Between two samples, ms. */
export const SAMPLE_INTERVAL_MS = 1000;

/** When collectors look. */
export interface Pace {
  /** Whether the next look is taken. */
  readonly isOn: () => boolean;
  /** Between two looks, ms. */
  readonly intervalMs: number;
}

/** Each second. */
export const EVERY_SECOND: Pace = { isOn: () => true, intervalMs: SAMPLE_INTERVAL_MS };

/**
 * Takes samples one after the other, a second apart unless said otherwise: one that takes longer is not overtaken by the
 * next, the ones in between are left out.
 *
 * @param sample must not fail
 * @param intervalMs between two of them, ms
 */
export function sampleRegularly(
  sample: () => Promise<void>,
  intervalMs = SAMPLE_INTERVAL_MS,
): Sampling {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  const startedAt = performance.now();
  const next = (): void => {
    underWay = sample().finally(() => {
      if (stopped) return;
      const since = performance.now() - startedAt;
      timer = setTimeout(next, intervalMs - (since % intervalMs));
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
