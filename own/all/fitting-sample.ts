import { bytesOf } from '../plan/place-tables';
import { distributionColumn, type Placement } from '../plan/placement';
import { rootTables } from '../plan/root-tables';
import type { Profile, Table } from '../profile';

/** Bytes that are copied and measured within minutes, and those with which it takes ten on two cores. */
const FITTING = 256 * 2 ** 20;
const MOST = 512 * 2 ** 20;

/** Share whose figures tell of all (../verdict/reach.ts), also where its keys are smaller than others. */
const TELLING = 0.4;

/** What keys are worth copying at all, bytes, however large the tables are that are copied whole. */
const LEAST = 32 * 2 ** 20;

/**
 * Of how many distribution keys one is copied, so that it takes minutes and, where it can, tells of all.
 *
 * @returns 1 for all
 */
export function fittingSample(profile: Pick<Profile, 'tables'>, placement: Placement): number {
  const tables = rootTables(profile);
  const sum = (of: readonly Table[]): number => of.reduce((all, one) => all + bytesOf(one), 0);
  const all = sum(tables);
  const keyed = sum(tables.filter(({ name }) => distributionColumn(placement, name) !== undefined));
  const wanted = TELLING * all <= MOST ? Math.max(FITTING, TELLING * all) : FITTING;
  const room = Math.max(wanted - (all - keyed), LEAST);
  return Math.max(1, Math.ceil((10 * keyed) / room) / 10);
}
