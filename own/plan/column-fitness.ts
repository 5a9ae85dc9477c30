import { percent } from '../../words/percent';
import type { Column, Table } from '../profile';
import type { Use } from './workload';

/** Distinct values that a shard should have, at the least. */
const VALUES_A_SHARD = 4;

/** Columns that statements give another value in rows that are there, as `table.column`. */
export function columnsSet(uses: readonly Use[]): ReadonlySet<string> {
  const set = uses.flatMap(({ shape }) =>
    shape.writes.flatMap(({ relation, sets }) =>
      sets.map((column) => `${shape.relations[relation]?.table}.${column}`),
    ),
  );
  return new Set(set);
}

/**
 * Why rows should not, or can't, be spread by a column; undefined where they can.
 *
 * @param set {@link columnsSet}
 */
export function whyUnfit(
  { name: table, rows }: Table,
  column: Column,
  set: ReadonlySet<string>,
  shards: number,
): string | undefined {
  const { name, type, statistics } = column;
  if (set.has(`${table}.${name}`)) return 'statements change it, and Citus moves no row by that';
  if (column.isGenerated) return 'it is generated';
  if (column.isNondeterministic) return 'texts that differ are equal by its collation';
  if (!column.isHashable) return `type ${type} has no hash`;
  if (/^(real|double|boolean)/.test(type)) return `values of type ${type} name nothing`;
  if (/^(date|time|interval)/.test(type))
    return 'one day, the newest, would take all that is written';
  if (statistics === null) return undefined;
  if (statistics.nullShare > 0)
    return `${percent(statistics.nullShare)} of the rows have NULL in it`;
  const distinct = distinctValues(statistics.distinct, rows);
  const least = VALUES_A_SHARD * shards;
  // A table with fewer rows has fewer values, which tells nothing.
  if (distinct < least && (rows ?? 0) >= least) {
    return `it has ${Math.round(distinct)} values, and ${shards} shards want ${least}`;
  }
  return undefined;
}

/** Number of distinct values by what `pg_stats` says. */
export function distinctValues(distinct: number, rows: number | null): number {
  return distinct < 0 ? -distinct * (rows ?? 0) : distinct;
}
