import { describe } from 'vitest';
import { describeCluster } from './cluster-suite';
import { describeSecondApplication } from './second-application';
import { testPorts } from './test-ports';

describe('stack native', () => {
  describeCluster({
    from: 'native',
    overrides: { ports: testPorts(15_450) },
    groupSizes: [2, 2, 2, 2],
    hasPage: true,
    also: describeSecondApplication,
  });
});
