import { READ_OPERATIONS } from '../lib/operations';
import { readWriteMix } from '../lib/read-write-mix';
import type { Scenario } from '../lib/scenario';
import { seedBox, seedDelete, seedRadius } from '../lib/seed-operations';
import { batchInsert, singleInsert, updateVehicle } from '../lib/write-operations';

const scenario: Scenario = {
  description: 'reads and writes of the original load generator, with its pauses of 1 to 5 s',
  usesReadRatio: true,
  defaults: { profile: 'seed' },
  mix: ({ readRatio }) =>
    readWriteMix(
      {
        reads: READ_OPERATIONS,
        spatial: [seedRadius, seedBox],
        writes: [singleInsert, batchInsert, updateVehicle, seedDelete],
      },
      readRatio,
    ),
};

export default scenario;
