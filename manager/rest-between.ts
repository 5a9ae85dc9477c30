import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks whether the rest is over, ms. */
const LOOK_MS = 200;

/**
 * Waits between two rounds of something that goes on until it is stopped.
 *
 * @param restMs how long
 * @param isOver ends it early, within 200 ms
 */
export async function restBetween(restMs: number, isOver: () => boolean): Promise<void> {
  for (let ms = 0; ms < restMs && !isOver(); ms += LOOK_MS) await pause(LOOK_MS);
}
