import { recentInRegion } from '../lib/read-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'newest 100 rows of one region',
  mix: () => [{ operation: recentInRegion, weight: 1 }],
};

export default scenario;
