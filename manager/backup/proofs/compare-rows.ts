import type { ProvedRows, RowProof } from './row-proof';

/**
 * What differs between the rows that are kept with a point and those that were found where it was restored
 * to, in words, a line a shard; empty where nothing does.
 *
 * @param found of each shard as many pages as are kept
 */
export function differentRows(kept: RowProof, found: readonly ProvedRows[]): string[] {
  const rest = new Map(found.map((one) => [keyOf(one), one]));
  const differences = kept.rows.flatMap((one) => {
    const other = rest.get(keyOf(one));
    rest.delete(keyOf(one));
    if (other === undefined) return `${nameOf(one)} is missing`;
    if (other.rows !== one.rows) {
      return `${nameOf(one)} has ${other.rows} rows, kept are ${one.rows}`;
    }
    return other.hash === one.hash ? [] : `${nameOf(one)} has as many rows as are kept, but others`;
  });
  // What was left out is not known.
  const unknown = kept.left > 0 ? [] : [...rest.values()];
  return [...differences, ...unknown.map((one) => `${nameOf(one)} was not there`)];
}

const keyOf = ({ group, shard }: ProvedRows): string => `${group} ${shard}`;

const nameOf = ({ group, shard, table }: ProvedRows): string =>
  shard === table || shard === `public.${table}`
    ? `${shard} on ${group}`
    : `${shard} of ${table} on ${group}`;
