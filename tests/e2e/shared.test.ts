import { describe } from 'vitest';
import { CITUS_IMAGE } from './citus-image';
import { describeCluster } from './cluster-suite';
import { describeLostWorker } from './lost-worker';
import { testPorts } from './test-ports';

describe.skipIf(CITUS_IMAGE === undefined)('stack shared', () => {
  describeCluster({
    from: 'shared',
    overrides: { ports: testPorts(15_440), baseImage: CITUS_IMAGE },
    groupSizes: [2, 1, 1, 1],
    also: describeLostWorker,
  });
});
