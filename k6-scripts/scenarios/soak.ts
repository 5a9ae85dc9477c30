import { pointRead, updateByKey } from '../lib/key-operations';
import { deleteOwn, insertOwn } from '../lib/own-row-operations';
import { recentInRegion } from '../lib/read-operations';
import { evenly, type Scenario } from '../lib/scenario';
import { boundingBoxInRegion } from '../lib/spatial-operations';

const scenario: Scenario = {
  description: '80 % reads, 20 % writes that leave the size as it is, for half an hour',
  defaults: { durationS: 1800 },
  mix: () => [
    ...evenly([pointRead, recentInRegion, boundingBoxInRegion], 80),
    ...evenly([updateByKey, insertOwn, deleteOwn], 20),
  ],
};

export default scenario;
