import type {
  DistributionColumn,
  Operation,
  Parameter,
  RowKey,
  StatementContext,
} from './operation';

/** A row that stands for one where none is known: to explain a statement, not to run it. */
const SOME_ROW: RowKey = [1, 0, 1];

/** The condition that finds a row by the primary key, whose first column decides the shard. */
const BY_KEY: Readonly<Record<DistributionColumn, string>> = {
  region_code: 'region_code = $1::text AND id = $2::bigint',
  vehicle_id: 'vehicle_id = $1::int AND id = $2::bigint',
};

/** A row that is there. */
function existingRow({ random, dataset: { keys } }: StatementContext): RowKey {
  return keys.length === 0 ? SOME_ROW : random.pick(keys);
}

/** The two parameters of {@link BY_KEY}. */
function keyParameters({ dataset }: StatementContext, key: RowKey): Parameter[] {
  const shardKey =
    dataset.distributionColumn === 'region_code' ? (dataset.regions[key[1]] as string) : key[2];
  return [shardKey, key[0]];
}

/** One row by its primary key: one index lookup on one shard. */
export const pointRead: Operation = {
  name: 'point_read',
  class: 'read',
  description: 'one row by its distribution column and id',
  roundTrips: 1,
  routing: 'single-shard',
  usesKeys: true,
  statement: (context) => ({
    sql: `SELECT id, vehicle_id, location, recorded_at, region_code FROM vehicle_locations
      WHERE ${BY_KEY[context.dataset.distributionColumn]}`,
    parameters: keyParameters(context, existingRow(context)),
    rows: [1, 1],
  }),
};

/** One row by its id alone: every shard is asked, and no index begins with the id. */
export const pointReadFanOut: Operation = {
  name: 'point_read_fan_out',
  class: 'read',
  description: 'one row by its id alone, asked of every shard',
  roundTrips: 1,
  routing: 'multi-shard',
  usesKeys: true,
  statement: (context) => ({
    sql: `SELECT id, vehicle_id, location, recorded_at, region_code FROM vehicle_locations
      WHERE id = $1::bigint`,
    parameters: [existingRow(context)[0]],
    // Ids are unique by shard alone where each region numbers its own rows.
    rows: [1, context.dataset.regions.length],
  }),
};

/** One row by its primary key gets the present time. */
export const updateByKey: Operation = {
  name: 'update_by_key',
  class: 'write',
  description: 'update of one row by its distribution column and id',
  roundTrips: 1,
  routing: 'single-shard',
  usesKeys: true,
  statement: (context) => ({
    sql: `UPDATE vehicle_locations SET recorded_at = to_timestamp($3::float8)
      WHERE ${BY_KEY[context.dataset.distributionColumn]}`,
    parameters: [...keyParameters(context, existingRow(context)), context.nowMs / 1000],
    rows: [1, 1],
  }),
};
