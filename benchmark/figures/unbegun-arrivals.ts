import type { Recording } from './recording';

/**
 * Arrivals that were due before a moment and that no virtual user began: they still waited when the
 * run ended.
 *
 * @param ratePerS arrivals a second from the start of the run
 * @param endS the moment, second of the run
 */
export function unbegunArrivals(recording: Recording, ratePerS: number, endS: number): number {
  let begun = 0;
  for (let second = 0; second <= recording.newestSecond; second += 1) {
    begun += recording.second(second).started;
  }
  return Math.max(0, Math.ceil(ratePerS * endS) - begun);
}
