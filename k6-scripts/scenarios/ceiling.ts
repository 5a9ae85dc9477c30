import { selectByKey } from '../lib/ceiling-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'a select of one row by its key: the most that the way to the server allows',
  tables: [],
  mix: () => [{ operation: selectByKey, weight: 1 }],
};

export default scenario;
