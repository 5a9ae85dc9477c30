const NAMED = ['region_north', 'region_south', 'region_central'];

/**
 * The region codes of a data set: `region_north`, `region_south`, `region_central`, then
 * `region_04`, `region_05`, …
 *
 * @param count how many, 1 or more
 */
export function regionCodes(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => NAMED[index] ?? `region_${String(index + 1).padStart(2, '0')}`,
  );
}
