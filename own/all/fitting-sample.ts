import { bytesOf } from '../plan/place-tables';
import type { Profile } from '../profile';

/** Bytes that are copied and measured within minutes, and those with which it takes ten on two cores. */
const FITTING = 256 * 2 ** 20;
const MOST = 512 * 2 ** 20;

/** Of two keys in five, figures tell of all (../verdict/reach.ts), also where those are smaller than others. */
const TELLING = 2.5;

/** Of how many distribution keys one is copied, so that it takes minutes and, where it can, tells of all; 1 for all. */
export function fittingSample({ tables }: Pick<Profile, 'tables'>): number {
  const bytes = tables.reduce((sum, table) => sum + bytesOf(table), 0);
  const fitting = Math.max(1, Math.ceil(bytes / FITTING));
  return bytes / TELLING <= MOST ? Math.min(fitting, TELLING) : fitting;
}
