import { DURABILITY_OPERATIONS } from '../lib/durability-operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'single inserts at each level of synchronous_commit, in turn',
  order: 'in-turn',
  ownK6Only: true,
  mix: () => evenly(DURABILITY_OPERATIONS, 100),
};

export default scenario;
