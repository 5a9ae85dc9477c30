/** One run among those of several contenders. */
export interface Turn<T> {
  readonly contender: T;
  /** Which of the contender's runs, from 0. */
  readonly index: number;
}

/**
 * The order in which contenders are measured: each once, then each again (ABAB), so that whatever
 * else changes with time befalls all.
 */
export function interleave<T>(contenders: readonly T[], repeat: number): Turn<T>[] {
  return Array.from({ length: repeat }, (_, index) =>
    contenders.map((contender) => ({ contender, index })),
  ).flat();
}
