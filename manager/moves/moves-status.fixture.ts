import type { MovesStatus } from './moves-status';

/** Two of three moves to a third worker are left: one copies, one was tried before and waits. */
export const MOVING: MovesStatus = {
  state: 'moving',
  why: ['worker-3 holds 1 of 5 shards'],
  draining: [],
  done: 1,
  total: 3,
  bytes: 314_572_800,
  bytesCopied: 104_857_600,
  secondsLeft: 42,
  moves: [
    {
      ...{ table: 'vehicle_locations', shard: 'vehicle_locations_102008', from: 1, to: 3 },
      ...{ phase: 'copying', bytes: 209_715_200, bytesCopied: 104_857_600 },
      ...{ retries: 0, message: null },
    },
    {
      ...{ table: 'vehicle_locations', shard: 'vehicle_locations_102010', from: 2, to: 3 },
      ...{ phase: 'waiting', bytes: 104_857_600, bytesCopied: null },
      ...{ retries: 2, message: 'could not connect to worker-2-a' },
    },
  ],
  longestPauseMs: 260,
  orphans: 1,
  placements: [
    placed(1, ['vehicle_locations_102008', 'vehicle_locations_102009']),
    placed(2, ['vehicle_locations_102010', 'vehicle_locations_102011']),
    placed(3, ['vehicle_locations_102012']),
  ],
};

function placed(group: number, shards: readonly string[]) {
  return { group, table: 'vehicle_locations', shards, bytes: shards.length * 209_715_200 };
}
