import { copyIngest } from '../lib/copy-operations';
import type { Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'COPY of 10,000 rows a statement; each virtual user is a stream',
  ownK6Only: true,
  mix: () => [{ operation: copyIngest, weight: 1 }],
};

export default scenario;
