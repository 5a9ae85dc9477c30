import { countWithinRadiusUnindexed } from '../lib/spatial-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'count of the rows around a point, in a way that no index serves',
  mix: () => [{ operation: countWithinRadiusUnindexed, weight: 1 }],
};

export default scenario;
