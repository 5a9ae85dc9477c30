import { READ_OPERATIONS, SPATIAL_OPERATIONS, WRITE_OPERATIONS } from '../lib/operations';
import { readWriteMix } from '../lib/read-write-mix';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'reads and writes, 80 to 20 unless --read-ratio says otherwise',
  usesReadRatio: true,
  mix: ({ readRatio }) =>
    readWriteMix(
      { reads: READ_OPERATIONS, spatial: SPATIAL_OPERATIONS, writes: WRITE_OPERATIONS },
      readRatio,
    ),
};

export default scenario;
