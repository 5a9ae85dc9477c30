import { recentIn } from '../lib/read-operations';
import { oneOfFirst } from '../lib/region-choice';
import { evenly, type Scenario } from '../lib/scenario';
import { insertInto } from '../lib/write-operations';

const region = oneOfFirst(3);
const recent = recentIn('recent_in_hot_region', 'newest 100 rows of one of three regions', region);
const insert = insertInto(
  'insert_into_hot_region',
  'insert of one row into one of three regions',
  region,
);

const scenario: Scenario = {
  description: 'reads and inserts in equal parts, all in three regions',
  mix: () => evenly([recent, insert], 100),
};

export default scenario;
