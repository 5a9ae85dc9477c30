import type { MoveFacts, MoveJob, ShardUnit } from './move-facts';

/** A shard of table `t`. */
export function unit(
  id: number,
  groups: readonly number[],
  more: Partial<ShardUnit> = {},
): ShardUnit {
  return {
    ...{ shardIds: [id], names: [`t_${id}`], tables: ['t'], colocation: '1', keyless: [] },
    ...{ groups, ...more },
  };
}

/** A cluster of so many workers; the number of a node is its group's, and 100. */
export function clusterOf(
  workers: number,
  units: readonly ShardUnit[],
  { leaving = [] }: { leaving?: readonly number[] } = {},
): MoveFacts {
  const groups = Array.from({ length: workers }, (_, index) => index + 1);
  return {
    nodes: groups.map((group) => ({
      ...{ id: 100 + group, group, active: true, takesShards: !leaving.includes(group) },
    })),
    units,
    references: { missing: false, keyless: [] },
    job: null,
    isSplit: false,
    leftovers: { formerShards: 0, all: 0 },
  };
}

/** A rebalance whose moves go from a group to another; the first of shard 1, and so on. */
export function job(
  state: string,
  moves: readonly (readonly [number, number])[],
  message = '',
): MoveJob {
  const tasks = moves.map(([from, to], index) => ({
    ...{ shardId: index + 1, nodes: [100 + from, 100 + to], waits: null, retries: 0, message },
    status: state === 'failed' ? 'error' : state === 'running' ? 'running' : 'cancelled',
  }));
  return { id: 1, state, seconds: 10, ended: null, tasks };
}
