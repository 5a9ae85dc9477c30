import type { Operation } from './operation';
import { anyRegion } from './region-choice';

/** PostgreSQL's values of synchronous_commit, from the least to the most that a commit waits for. */
export const SYNCHRONOUS_COMMIT = ['off', 'local', 'remote_write', 'on', 'remote_apply'] as const;

/**
 * Insert of one row in a transaction of its own that commits as durably as told. The setting is made
 * within the transaction because Citus passes on no other; where it has no worker to tell, the first
 * line is without effect. All of it is one message.
 */
function insertWith(level: (typeof SYNCHRONOUS_COMMIT)[number]): Operation {
  return {
    name: `insert_${level}`,
    class: 'write',
    description: `insert of one row with synchronous_commit = ${level}`,
    roundTrips: 1,
    routing: 'single-shard',
    statement: (context) => {
      const { random, dataset, nowMs } = context;
      const { area } = dataset;
      const longitude = random.between(area.west, area.east);
      const latitude = random.between(area.south, area.north);
      const region = anyRegion(context).replace(/'/g, "''");
      return {
        sql: `BEGIN;
SET LOCAL citus.propagate_set_commands = 'local';
SET LOCAL synchronous_commit = ${level};
INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
VALUES (${random.whole(1, dataset.vehicles)}, ST_SetSRID(ST_MakePoint(${longitude}, ${latitude}), 4326),
  to_timestamp(${nowMs / 1000}), '${region}');
COMMIT`,
        parameters: [],
        rows: [1, 1],
      };
    },
  };
}

/** The same insert at every level. */
export const DURABILITY_OPERATIONS: readonly Operation[] = SYNCHRONOUS_COMMIT.map(insertWith);
