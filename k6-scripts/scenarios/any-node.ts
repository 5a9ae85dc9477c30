import { pointRead } from '../lib/key-operations';
import { recentInRegion } from '../lib/read-operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'reads in one region, asked of any node that answers queries',
  defaults: { to: 'any' },
  mix: () => evenly([pointRead, recentInRegion], 100),
};

export default scenario;
