import { pointReadFanOut } from '../lib/key-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'one row by its id alone, which every shard is asked for',
  mix: () => [{ operation: pointReadFanOut, weight: 1 }],
};

export default scenario;
