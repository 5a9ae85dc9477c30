const NAMED = ['region_north', 'region_south', 'region_central'];

/**
 * The numbers of the regions after the named ones. Both engines hash the name, and of consecutive
 * numbers some shards get ten regions and others two. These were chosen among 4 to 133 by a
 * matching: of all 64 regions each of twelve shards has five or six, by Citus's ranges of `hashtext`
 * and by PostgreSQL's hash partitions alike, and two, three, four or six workers differ by one
 * region. The first few are spread as evenly as may be, too.
 */
const NUMBERS = [
  65, 30, 78, 23, 102, 18, 10, 61, 20, 56, 25, 75, 5, 42, 133, 7, 85, 27, 77, 51, 120, 67, 53, 90,
  106, 14, 92, 29, 70, 111, 28, 110, 71, 47, 12, 36, 32, 72, 31, 43, 79, 64, 86, 22, 16, 73, 116,
  63, 113, 44, 17, 129, 74, 118, 66, 121, 123, 128, 48, 81, 94,
];

/** The number of the first region that is not chosen; of so many, each shard gets its share. */
const FURTHER = Math.max(...NUMBERS) + 1;

/**
 * The region codes of a data set: `region_north`, `region_south`, `region_central`, then
 * `region_65`, `region_30`, …
 *
 * @param count how many, 1 or more
 */
export function regionCodes(count: number): string[] {
  const numbered = (index: number): number => NUMBERS[index] ?? FURTHER + index - NUMBERS.length;
  return codes(count, (index) => numbered(index - NAMED.length));
}

/** The region codes of a table that was loaded when regions had consecutive numbers. */
export function consecutiveRegionCodes(count: number): string[] {
  return codes(count, (index) => index + 1);
}

function codes(count: number, numberOf: (index: number) => number): string[] {
  return Array.from(
    { length: count },
    (_, index) => NAMED[index] ?? `region_${String(numberOf(index)).padStart(2, '0')}`,
  );
}
