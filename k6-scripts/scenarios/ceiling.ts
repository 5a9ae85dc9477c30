import { selectOne } from '../lib/ceiling-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'a select without a table: the most that the path to the server allows',
  usesReadRatio: false,
  mix: () => [{ operation: selectOne, weight: 1 }],
};

export default scenario;
