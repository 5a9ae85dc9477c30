import type { MoveRecord } from './move-record';

/** A move from worker 1 to worker 2 that nobody has begun. */
export const MOVE: MoveRecord = {
  id: 7,
  shard: 4711,
  shardName: 'trips_0001',
  tableName: 'trips',
  from: 1,
  to: 2,
  phase: 'waiting',
  unwanted: false,
  resting: false,
  seconds: null,
  bytes: null,
  bytesCopied: null,
  retries: 0,
  message: null,
  pauseMs: null,
  sourceTimeline: null,
  targetTimeline: null,
  structure: null,
  wholeRowsLogged: false,
  differs: false,
};
