import { updateByKey } from '../lib/key-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'update of one row by its distribution column and id',
  mix: () => [{ operation: updateByKey, weight: 1 }],
};

export default scenario;
