import type { Operation, OperationClass, Parameter } from './operation';
import { vehicleDataset } from './dataset';
import { countAll, randomVehicle, recentVehicles, regionSummary } from './read-operations';
import { boundingBox, withinRadius } from './spatial-operations';
import { batchInsert, deleteOldRows, singleInsert, updateVehicle } from './write-operations';
import { seededRandom } from './random';

/** Reads that do not look at the location. */
export const READ_OPERATIONS: readonly Operation[] = [
  countAll,
  recentVehicles,
  randomVehicle,
  regionSummary,
];

/** Reads on the location. */
export const SPATIAL_OPERATIONS: readonly Operation[] = [withinRadius, boundingBox];

/** Statements that change rows. */
export const WRITE_OPERATIONS: readonly Operation[] = [
  singleInsert,
  batchInsert,
  updateVehicle,
  deleteOldRows,
];

/** The operations of the scenarios `read`, `write`, `mixed` and `spatial`, which are explained. */
export const OPERATIONS: readonly Operation[] = [
  ...READ_OPERATIONS,
  ...SPATIAL_OPERATIONS,
  ...WRITE_OPERATIONS,
];

/** An operation with one statement of it, for explaining and for documentation. */
export interface SampleStatement {
  readonly name: string;
  readonly class: OperationClass;
  readonly description: string;
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/**
 * One statement of every operation, alike for the same seed and time.
 *
 * @param options.regions the data set's region codes
 * @param options.seed default 42
 * @param options.nowMs the time that recency is counted from, ms since 1970; default now
 */
export function sampleStatements(options: {
  regions: readonly string[];
  seed?: number;
  nowMs?: number;
}): SampleStatement[] {
  const { regions, seed = 42, nowMs = Date.now() } = options;
  const random = seededRandom(seed);
  const context = { random, dataset: vehicleDataset(regions), nowMs, user: 1, users: 1 };
  return OPERATIONS.map((operation) => {
    const { name, class: operationClass, description } = operation;
    const { sql, parameters } = operation.statement(context);
    return { name, class: operationClass, description, sql, parameters };
  });
}
