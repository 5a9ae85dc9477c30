import type { DistributionColumn, Operation, Parameter } from './operation';
import { ownId } from './own-id';
import { anyRegion } from './region-choice';

/** A row whose insert this virtual user had acknowledged, and which it has not deleted yet. */
interface OwnRow {
  /** As text: it may be beyond what a JavaScript number holds. */
  readonly id: string;
  readonly region: string;
  readonly vehicle: number;
}

/** Oldest first. Each virtual user has this module, and so this list, to itself. */
const ownRows: OwnRow[] = [];

/** Inserts a row under an id of its own, for {@link deleteOwn} to find. */
export const insertOwn: Operation = {
  name: 'insert_own',
  class: 'write',
  description: 'insert of one row with an id of its own',
  roundTrips: 1,
  routing: 'single-shard',
  statement: (context) => {
    const { random, dataset, nowMs } = context;
    const { area } = dataset;
    const row = {
      id: ownId(context),
      region: anyRegion(context),
      vehicle: random.whole(1, dataset.vehicles),
    };
    return {
      sql: `INSERT INTO vehicle_locations (id, vehicle_id, location, recorded_at, region_code)
      VALUES ($1::bigint, $2::int, ST_SetSRID(ST_MakePoint($3::float8, $4::float8), 4326),
        to_timestamp($5::float8), $6::text)`,
      parameters: [
        row.id,
        row.vehicle,
        random.between(area.west, area.east),
        random.between(area.south, area.north),
        nowMs / 1000,
        row.region,
      ],
      rows: [1, 1],
      // A row that was not acknowledged may not be there, and its delete would be called wrong.
      succeeded: () => {
        ownRows.push(row);
      },
    };
  },
};

const DELETE_BY: Readonly<Record<DistributionColumn, string>> = {
  region_code: 'DELETE FROM vehicle_locations WHERE region_code = $1::text AND id = $2::bigint',
  vehicle_id: 'DELETE FROM vehicle_locations WHERE vehicle_id = $1::int AND id = $2::bigint',
};

/** Deletes by its primary key the oldest row that {@link insertOwn} made; nothing if none is left. */
export const deleteOwn: Operation = {
  name: 'delete_own',
  class: 'write',
  description: 'delete of one row by its distribution column and id',
  roundTrips: 1,
  routing: 'single-shard',
  statement: (context) => {
    const { distributionColumn } = context.dataset;
    const row = ownRows.shift();
    const sql = DELETE_BY[distributionColumn];
    if (row === undefined) {
      const nowhere: Parameter[] = [
        distributionColumn === 'region_code' ? anyRegion(context) : 1,
        '0',
      ];
      return { sql, parameters: nowhere, rows: [0, 0] };
    }
    const shardKey = distributionColumn === 'region_code' ? row.region : row.vehicle;
    return { sql, parameters: [shardKey, row.id], rows: [1, 1] };
  },
};
