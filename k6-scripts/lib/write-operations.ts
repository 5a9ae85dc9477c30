import { singleShardBy, type Operation, type Parameter, type StatementContext } from './operation';
import { anyRegion, type RegionChoice } from './region-choice';

const DAY_S = 86_400;

const INSERT =
  'INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code) VALUES';

/** The values of one new row, for five consecutive parameters. */
function newRow(
  context: StatementContext,
  maxAgeS: number,
  region: RegionChoice = anyRegion,
): Parameter[] {
  const { random, dataset, nowMs } = context;
  const { area } = dataset;
  return [
    random.whole(1, dataset.vehicles),
    random.between(area.west, area.east),
    random.between(area.south, area.north),
    nowMs / 1000 - random.whole(0, maxAgeS),
    region(context),
  ];
}

/** The placeholders of one new row, the first being `$first`. */
function rowPlaceholders(first: number): string {
  const [vehicle, longitude, latitude, time, region] = [0, 1, 2, 3, 4].map((i) => `$${first + i}`);
  return `(${vehicle}::int, ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4326),
      to_timestamp(${time}::float8), ${region}::text)`;
}

const INSERT_ONE = `${INSERT} ${rowPlaceholders(1)}`;

/** Insert of one row into a region of the choice. */
export function insertInto(name: string, description: string, region: RegionChoice): Operation {
  return {
    name,
    class: 'write',
    description,
    roundTrips: 1,
    routing: 'single-shard',
    statement: (context) => ({
      sql: INSERT_ONE,
      parameters: newRow(context, 0, region),
      rows: [1, 1],
    }),
  };
}

/** One new row in a random region. */
export const singleInsert = insertInto('single_insert', 'insert of one row', anyRegion);

/** Rows of the last day in one statement: all of one region and vehicle, or each of its own. */
export function batchInsertOf(size: number, shards: 'same' | 'many'): Operation {
  const sql = `${INSERT} ${Array.from({ length: size }, (_, i) => rowPlaceholders(1 + 5 * i)).join(', ')}`;
  const same = shards === 'same';
  return {
    name: `batch_${size}_${same ? 'same_shard' : 'multi_shard'}`,
    class: 'write',
    description: `insert of ${size} rows in one statement, ${same ? 'all of one region and vehicle' : 'each of a random region'}`,
    roundTrips: 1,
    routing: same ? 'single-shard' : 'multi-shard',
    statement: (context) => {
      const vehicle = context.random.whole(1, context.dataset.vehicles);
      const region = anyRegion(context);
      const parameters: Parameter[] = [];
      for (let i = 0; i < size; i += 1) {
        const row = newRow(context, DAY_S);
        if (same) [row[0], row[4]] = [vehicle, region];
        parameters.push(...row);
      }
      return { sql, parameters, rows: [size, size] };
    },
  };
}

/** 5 to 20 new rows of the last day in one statement, each in a random region. */
export const batchInsert: Operation = {
  name: 'batch_insert',
  class: 'write',
  description: 'insert of 5 to 20 rows in one statement',
  roundTrips: 1,
  routing: 'multi-shard',
  statement: (context) => {
    const size = context.random.whole(5, 20);
    const rows = Array.from({ length: size }, () => newRow(context, DAY_S));
    return {
      sql: `${INSERT} ${rows.map((row, i) => rowPlaceholders(1 + i * row.length)).join(', ')}`,
      parameters: rows.flat(),
      rows: [size, size],
    };
  },
};

/** A random vehicle reports itself: one of its rows gets the present time. */
export const updateVehicle: Operation = {
  name: 'update_vehicle',
  class: 'write',
  description: 'update of one row of a random vehicle',
  roundTrips: 1,
  routing: singleShardBy('vehicle_id'),
  statement: ({ random, dataset, nowMs }) => ({
    sql: `UPDATE vehicle_locations SET recorded_at = to_timestamp($1::float8)
      WHERE vehicle_id = $2::int
        AND id IN (SELECT id FROM vehicle_locations WHERE vehicle_id = $2::int LIMIT 1)`,
    parameters: [nowMs / 1000, random.whole(1, dataset.vehicles)],
    // Ids are unique by region alone where each region numbers its own rows.
    rows: [0, Number.MAX_SAFE_INTEGER],
  }),
};

/** Removes the rows of a random vehicle that are older than 25 days. */
export const deleteOldRows: Operation = {
  name: 'delete_old_rows',
  class: 'write',
  description: "delete of a random vehicle's rows older than 25 days",
  roundTrips: 1,
  routing: singleShardBy('vehicle_id'),
  statement: ({ random, dataset, nowMs }) => ({
    sql: `DELETE FROM vehicle_locations
      WHERE vehicle_id = $1::int AND recorded_at < to_timestamp($2::float8)`,
    parameters: [random.whole(1, dataset.vehicles), nowMs / 1000 - 25 * DAY_S],
    rows: [0, Number.MAX_SAFE_INTEGER],
  }),
};
