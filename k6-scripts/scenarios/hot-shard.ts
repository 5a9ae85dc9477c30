import { recentIn } from '../lib/read-operations';
import { zipfian } from '../lib/region-choice';
import { evenly, type Scenario } from '../lib/scenario';
import { insertInto } from '../lib/write-operations';

const region = zipfian(0.99);
const recent = recentIn('recent_in_hot_region', 'newest 100 rows of a region by Zipf', region);
const insert = insertInto(
  'insert_into_hot_region',
  'insert of one row into a region by Zipf',
  region,
);

const scenario: Scenario = {
  description: "reads and inserts in equal parts, regions by Zipf's law with exponent 0.99",
  mix: () => evenly([recent, insert], 100),
};

export default scenario;
