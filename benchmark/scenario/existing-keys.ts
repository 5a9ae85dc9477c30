import type { ClientBase } from 'pg';
import { UserError } from '../../words/user-error';
import type { RowKey } from '../../k6-scripts/lib/operation';
import { seededRandom } from '../../k6-scripts/lib/random';

/** Keys that a run draws from; they travel to the generator in an environment variable. */
const KEYS = 4096;

/** Regions that are asked for some; of more, some are passed over. */
const MOST_REGIONS = 64;

/** Places in time that each region is looked at. */
const PLACES = 4;

/** What PostgreSQL's text of a row's key is read into. */
interface FoundRow {
  readonly id: string;
  readonly vehicle_id: number;
}

/**
 * Finds rows of the data set, all over the regions and the time, by the index on both: no shard is
 * read through.
 *
 * @param seed the same seed finds the same rows, as long as they are there
 * @throws UserError if the table is empty
 */
export async function findExistingKeys(
  client: ClientBase,
  regions: readonly string[],
  seed: number,
): Promise<RowKey[]> {
  const random = seededRandom(seed);
  const step = Math.max(1, regions.length / MOST_REGIONS);
  const chosen = [...new Set(regions.map((_, i) => Math.floor(i * step)))].filter(
    (region) => region < regions.length,
  );
  const limit = Math.ceil(KEYS / chosen.length / PLACES);
  const keys: RowKey[] = [];
  for (const region of chosen) {
    const { rows: bounds } = await client.query<{ least: number | null; most: number | null }>(
      `SELECT extract(epoch FROM min(recorded_at))::float8 AS least,
        extract(epoch FROM max(recorded_at))::float8 AS most
       FROM vehicle_locations WHERE region_code = $1`,
      [regions[region]],
    );
    const { least, most } = bounds[0] ?? {};
    if (least == null || most == null) continue;
    for (let place = 0; place < PLACES; place += 1) {
      const { rows } = await client.query<FoundRow>(
        `SELECT id, vehicle_id FROM vehicle_locations
         WHERE region_code = $1 AND recorded_at <= to_timestamp($2) ORDER BY recorded_at DESC LIMIT $3`,
        [regions[region], random.between(least, most), limit],
      );
      for (const { id, vehicle_id } of rows) {
        // Rows that a scenario made under ids of its own go away again.
        if (Number.isSafeInteger(Number(id))) keys.push([Number(id), region, vehicle_id]);
      }
    }
  }
  if (keys.length === 0) {
    throw new UserError('vehicle_locations holds no row', 'load the data set with `npm run load`');
  }
  return keys;
}
