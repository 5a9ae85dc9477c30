import type { MoveStatus, MovesStatus } from '../../manager/moves/moves-status';

const TABLES = ['trips', 'vehicle_locations'];

/** Bytes of a shard. */
const SHARD = 52_428_800;

/** So many shards of two tables on so many workers, of which the last but one drains to the last. */
export function manyShards(workers: number, count: number): MovesStatus {
  const [from, to] = [workers - 1, workers];
  const placements = Array.from({ length: workers }, (_, index) => index + 1).flatMap((group) =>
    TABLES.map((table, at) => {
      const shards = Array.from({ length: count }, (_, shard) => shard)
        .filter((shard) => shard % 2 === at && Math.floor(shard / 2) % workers === group - 1)
        .map((shard) => `${table}_${102_008 + shard}`);
      return { group, table, shards, bytes: shards.length * SHARD };
    }),
  );
  const leaving = placements
    .filter(({ group }) => group === from)
    .flatMap(({ table, shards }) => shards.map((shard) => ({ table, shard })));
  const phases = ['swapping', 'catching up', 'copying', 'copying'] as const;
  const moves = leaving.map(({ table, shard }, index): MoveStatus => ({
    ...{ table, shard, from, to, bytes: SHARD, retries: index === 2 ? 1 : 0 },
    phase: phases[index] ?? 'waiting',
    bytesCopied: index < 2 ? SHARD : Math.round(SHARD / (index + 1)),
    message: index === 2 ? `worker-${to}-a did not answer for 30 s` : null,
  }));
  const made = [310, 45, null].map((pauseMs, index) => ({
    ...{ table: 'vehicle_locations', shard: `vehicle_locations_${102_900 + index}` },
    ...{ from: index === 2 ? null : 1, to: workers, bytes: 64 * 1024 ** 2, pauseMs },
  }));
  const bytes = moves.length * SHARD;
  return {
    ...{ state: 'moving', why: [`worker-${from} is to be empty`], draining: [from] },
    ...{ done: 3, total: moves.length + 3, bytes, bytesCopied: Math.round(bytes * 0.4) },
    ...{ secondsLeft: 75, moves, made, longestPauseMs: 310, orphans: 2, placements },
  };
}
