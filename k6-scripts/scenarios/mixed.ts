import { READ_OPERATIONS, SPATIAL_OPERATIONS, WRITE_OPERATIONS } from '../lib/operations';
import { evenly, type Scenario } from '../lib/scenario';

/** At most this share of all operations is spatial, in percent; it is part of the reads. */
const SPATIAL_SHARE = 30;

const scenario: Scenario = {
  description: 'reads and writes, 80 to 20 unless --read-ratio says otherwise',
  usesReadRatio: true,
  mix: ({ readRatio }) => {
    const spatial = Math.min(SPATIAL_SHARE, readRatio);
    return [
      ...evenly(READ_OPERATIONS, readRatio - spatial),
      ...evenly(SPATIAL_OPERATIONS, spatial),
      ...evenly(WRITE_OPERATIONS, 100 - readRatio),
    ];
  },
};

export default scenario;
