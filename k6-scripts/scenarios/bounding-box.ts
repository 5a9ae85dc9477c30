import { boundingBox } from '../lib/spatial-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'rows in a box, in all regions',
  mix: () => [{ operation: boundingBox, weight: 1 }],
};

export default scenario;
