import { nearest } from '../lib/spatial-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'the 10 rows nearest to a point',
  mix: () => [{ operation: nearest, weight: 1 }],
};

export default scenario;
