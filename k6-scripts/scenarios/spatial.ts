import { SPATIAL_OPERATIONS } from '../lib/operations';
import { evenly, type Scenario } from '../lib/scenario';

const scenario: Scenario = {
  description: 'radius and bounding box searches in equal parts',
  mix: () => evenly(SPATIAL_OPERATIONS, 100),
};

export default scenario;
