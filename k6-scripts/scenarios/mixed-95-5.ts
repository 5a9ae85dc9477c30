import { keyedMix } from '../lib/keyed-mix';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: '95 % reads, 5 % writes, each by its key or in one region',
  mix: () => keyedMix(95),
};

export default scenario;
