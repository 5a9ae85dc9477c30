import { MOST_DONE, type DoneMove } from '../moves-status';
import type { MoveFacts } from './move-facts';
import { bytesOf, unitOf, type ShardSizes } from './move-progress';

/**
 * The moves that have been made in the rebalance under way, or in the last one: newest first, as far as
 * Citus, which numbers them beforehand, tells.
 *
 * @param pauseOf how long writes to shards that moved together waited in a rebalance, ms
 */
export function madeMoves(
  facts: MoveFacts,
  sizes: ShardSizes,
  pauseOf: (job: number, shards: readonly number[]) => number | null,
): DoneMove[] {
  const { job, nodes } = facts;
  if (job === null) return [];
  const groupOf = (id: number | undefined): number | undefined =>
    nodes.find((node) => node.id === id)?.group;
  const made = job.tasks.flatMap((task): DoneMove[] => {
    const unit = unitOf(facts, task);
    const [from, to] = [groupOf(task.nodes?.[0]), groupOf(task.nodes?.[1])];
    const [table] = unit?.tables ?? [];
    if (task.status !== 'done' || unit === undefined || table === undefined || to === undefined)
      return [];
    return [
      {
        ...{ table, shard: unit.names[0] ?? '', from: from ?? null, to },
        bytes: bytesOf(facts, task, sizes) || null,
        pauseMs: pauseOf(job.id, unit.shardIds),
      },
    ];
  });
  return made.reverse().slice(0, MOST_DONE);
}

/** The numbers of the shards that have moved by now, with those that moved along. */
export function movedShards({ job, units }: MoveFacts): number[] {
  const done = job?.tasks.filter(({ status }) => status === 'done').map(({ shardId }) => shardId);
  return units.flatMap(({ shardIds }) =>
    shardIds.some((shard) => done?.includes(shard)) ? shardIds : [],
  );
}
