import { countWithinRadius } from '../lib/spatial-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'count of the rows around a point, by the index on the geography',
  mix: () => [{ operation: countWithinRadius, weight: 1 }],
};

export default scenario;
