/** A shard and the worker group that holds it. */
export interface PlacedShard {
  /** The table, as SQL writes it. */
  readonly table: string;
  /** The shard's name, as SQL writes it. */
  readonly shard: string;
  readonly group: number;
}

/** A shard that is to go to another worker group. */
export interface PlannedMove extends PlacedShard {
  readonly to: number;
}

/**
 * Which moves are wanted: none but those away from workers that are drained; those too that fill a
 * worker without a shard; all that it takes to spread every table evenly.
 */
export type MoveReason = 'drain' | 'grow' | 'balance';

/**
 * Decides which shard goes where. Each table is spread by itself, so that the workers that take shards
 * hold as many of it as one another, or one more; where that leaves a choice, the worker with fewer
 * shards of all tables takes one. No shard moves that need not.
 *
 * @param groups worker groups that are there; those of {@link draining} among them take none
 * @param reason the widest reason to move a shard; each includes those before it
 */
export function planMoves(
  shards: readonly PlacedShard[],
  groups: readonly number[],
  draining: readonly number[],
  reason: MoveReason,
): PlannedMove[] {
  const takers = groups.filter((group) => !draining.includes(group));
  if (takers.length === 0) return [];
  const spreads =
    reason === 'balance' || (reason === 'grow' && emptyWorkers(shards, takers).length > 0);
  const holders = new Map(shards.map((shard) => [shard, shard.group]));
  const moves = new Map<PlacedShard, number>();
  for (const table of [...new Set(shards.map((shard) => shard.table))]) {
    const own = shards.filter((shard) => shard.table === table).sort(byName);
    const held = (group: number): PlacedShard[] => own.filter((one) => holders.get(one) === group);
    const total = (group: number): number =>
      [...holders.values()].filter((holder) => holder === group).length;
    const fewestFirst = (one: number, other: number): number =>
      held(one).length - held(other).length || total(one) - total(other) || one - other;
    const move = (shard: PlacedShard, to: number): void => {
      holders.set(shard, to);
      moves.set(shard, to);
    };
    for (const shard of own.filter(({ group }) => draining.includes(group))) {
      const [to] = [...takers].sort(fewestFirst);
      if (to !== undefined) move(shard, to);
    }
    while (spreads) {
      const [to, ...others] = [...takers].sort(fewestFirst);
      const from = others.at(-1);
      if (to === undefined || from === undefined) break;
      // The last ones: what a worker held before it keeps where it can.
      const shard =
        held(from)
          .filter((one) => !moves.has(one))
          .at(-1) ?? held(from).at(-1);
      if (shard === undefined || held(from).length - held(to).length <= 1) break;
      move(shard, to);
    }
  }
  return [...moves]
    .map(([shard, to]) => ({ ...shard, to }))
    .filter(({ group, to }) => group !== to);
}

/** Workers that hold no shard of any table while another holds more than one of a table. */
export function emptyWorkers(shards: readonly PlacedShard[], takers: readonly number[]): number[] {
  const several = shards.some(({ table, group }, i) =>
    shards.some((other, j) => i !== j && other.table === table && other.group === group),
  );
  return several ? takers.filter((taker) => !shards.some(({ group }) => group === taker)) : [];
}

function byName(one: PlacedShard, other: PlacedShard): number {
  return one.shard < other.shard ? -1 : 1;
}
