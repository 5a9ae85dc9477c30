import { describe } from 'vitest';
import { describeCluster } from './cluster-suite';
import { testPorts } from './test-ports';

describe('stack single', () => {
  describeCluster({
    from: 'single',
    overrides: { ports: testPorts(15_460) },
    groupSizes: [2],
  });
});
