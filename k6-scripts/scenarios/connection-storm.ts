import { connectAndSelect } from '../lib/ceiling-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'a connection for each statement',
  tables: [],
  connection: 'each-statement',
  defaults: { to: 'pooled', vus: 500 },
  mix: () => [{ operation: connectAndSelect, weight: 1 }],
};

export default scenario;
