import { WRITE_OPERATIONS } from '../lib/operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'inserts, batches, updates and deletes in equal parts',
  mix: () => evenly(WRITE_OPERATIONS, 100),
};

export default scenario;
