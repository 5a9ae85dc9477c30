import { evenly, type Scenario } from '../lib/scenario';
import { batchInsertOf } from '../lib/write-operations';

const OPERATIONS = [10, 100, 1000].map((size) => batchInsertOf(size, 'same'));

const scenario: Scenario = {
  description:
    'inserts of 10, 100 and 1000 rows of one region and vehicle in one statement, in equal parts',
  mix: () => evenly(OPERATIONS, 100),
};

export default scenario;
