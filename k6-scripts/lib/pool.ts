import { SharedArray } from 'k6/data';
import type { Parameter } from './operation';

/**
 * Opens a pool of parameter sets, of which one is drawn for each statement. All virtual users of a process
 * share it. To be called while a scenario's file is loaded.
 *
 * @param path absolute, of a JSON file with an array of sets
 */
export function openPool<T = readonly Parameter[]>(path: string): readonly T[] {
  return new SharedArray(path, () => JSON.parse(open(path)) as T[]);
}
