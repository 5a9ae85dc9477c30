import { countAll, regionSummary } from '../lib/read-operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'count of all rows and count by region, in equal parts',
  mix: () => evenly([countAll, regionSummary], 100),
};

export default scenario;
