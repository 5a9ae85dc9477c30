import { keyedMix } from '../lib/keyed-mix';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: '80 % reads, 20 % writes, each by its key or in one region',
  mix: () => keyedMix(80),
};

export default scenario;
