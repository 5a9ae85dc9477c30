import { keyedMix } from '../lib/keyed-mix';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: '50 % reads, 50 % writes, each by its key or in one region',
  mix: () => keyedMix(50),
};

export default scenario;
