import { describe } from 'vitest';
import { CITUS_IMAGE } from './citus-image';
import { describeCluster } from './cluster-suite';
import { describeDividedShards } from './divided-shards';
import { testPorts } from './test-ports';
import { describeTwoPhaseRecovery } from './two-phase-recovery';

describe.skipIf(CITUS_IMAGE === undefined)('stack dev', () => {
  describeCluster({
    from: 'dev',
    overrides: { ports: testPorts(15_430), baseImage: CITUS_IMAGE },
    groupSizes: [2, 2, 2, 2],
    hasPage: true,
    also: (stack) => {
      describeTwoPhaseRecovery(stack);
      describeDividedShards(stack);
    },
  });
});
