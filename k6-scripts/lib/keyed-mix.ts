import { pointRead, updateByKey } from './key-operations';
import { recentInRegion } from './read-operations';
import { evenly, type WeightedOperation } from './scenario';
import { boundingBoxInRegion } from './spatial-operations';
import { singleInsert } from './write-operations';

/**
 * Short statements of an application that knows its regions: reads by key, of the newest rows and of
 * a box of one region; inserts and updates by key.
 *
 * @param reads their share in percent
 */
export function keyedMix(reads: number): WeightedOperation[] {
  return [
    ...evenly([pointRead, recentInRegion, boundingBoxInRegion], reads),
    ...evenly([singleInsert, updateByKey], 100 - reads),
  ];
}
