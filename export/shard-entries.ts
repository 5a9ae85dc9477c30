import type { DumpEntry } from './dump-entries';
import { escaped } from './sql-name';

/** What shards have that their table has not, with engine native. */
const OF_SHARDS = new Set(['INDEX', 'CONSTRAINT', 'STATISTICS']);

/**
 * Indexes and keys of a shard as those of its table: every shard has the same, under its own name.
 * `trips_0003_city_idx ON trips_0003` becomes `trips_city_idx ON trips`.
 */
export function tableEntries(
  entries: readonly DumpEntry[],
  shard: string,
  table: string,
): DumpEntry[] {
  const name = new RegExp(`(?<![A-Za-z0-9$])${escaped(shard)}(?![A-Za-z0-9$])`, 'g');
  const rename = (text: string): string => text.replace(name, () => table);
  return entries
    .filter(({ type, sql }) => OF_SHARDS.has(type) && new RegExp(name.source).test(sql))
    .map((entry) => ({ ...entry, name: rename(entry.name), sql: rename(entry.sql) }));
}
