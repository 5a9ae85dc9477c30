import type { Scenario } from '../lib/scenario';
import { singleInsert } from '../lib/write-operations';

const scenario: Scenario = {
  description: 'single inserts',
  mix: () => [{ operation: singleInsert, weight: 1 }],
};

export default scenario;
