import { boundingBoxInRegion } from '../lib/spatial-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'rows in a box, in one region',
  mix: () => [{ operation: boundingBoxInRegion, weight: 1 }],
};

export default scenario;
