import { bytesOf } from '../plan/place-tables';
import type { Profile } from '../profile';

/** Bytes that are copied and measured within minutes. */
const FITTING = 256 * 2 ** 20;

/** Of how many distribution keys one is copied, so that it takes minutes; 1 for all. */
export function fittingSample({ tables }: Pick<Profile, 'tables'>): number {
  const bytes = tables.reduce((sum, table) => sum + bytesOf(table), 0);
  return Math.max(1, Math.ceil(bytes / FITTING));
}
