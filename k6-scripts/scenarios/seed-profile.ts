import mixed from './mixed';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  ...mixed,
  description: 'mixed with the pauses of 1 to 5 s that a person takes between two statements',
  defaults: { profile: 'seed' },
};

export default scenario;
