import { pointRead } from '../lib/key-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'one row by its distribution column and id',
  mix: () => [{ operation: pointRead, weight: 1 }],
};

export default scenario;
