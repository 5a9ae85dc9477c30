import { READ_OPERATIONS, SPATIAL_OPERATIONS } from '../lib/operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'reads alone, 30 % of them spatial',
  mix: () => [...evenly(READ_OPERATIONS, 70), ...evenly(SPATIAL_OPERATIONS, 30)],
};

export default scenario;
