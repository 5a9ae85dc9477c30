import type { Operation } from './operation';
import { evenly, type WeightedOperation } from './scenario';

/** At most this share of all operations is spatial, in percent; it is part of the reads. */
const SPATIAL_SHARE = 30;

/** What reads and writes are mixed of, each kind evenly. */
export interface MixedOperations {
  readonly reads: readonly Operation[];
  readonly spatial: readonly Operation[];
  readonly writes: readonly Operation[];
}

/** Reads, of which 30 % of all operations at most are spatial, and writes for the rest of 100 %. */
export function readWriteMix(
  { reads, spatial, writes }: MixedOperations,
  readRatio: number,
): WeightedOperation[] {
  const spatialShare = Math.min(SPATIAL_SHARE, readRatio);
  return [
    ...evenly(reads, readRatio - spatialShare),
    ...evenly(spatial, spatialShare),
    ...evenly(writes, 100 - readRatio),
  ];
}
