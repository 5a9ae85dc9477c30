import type { Engine } from '../../topology/config/cluster-config';
import { UserError } from '../../words/user-error';
import type { Deployment } from '../local-state';
import { withPrimaries } from '../primary-sessions';
import { CitusMoves } from './citus-moves';
import { NativeMoves } from './native-moves';
import type { ShardMoves, ShardMovesFactory } from './shard-moves';

const ENGINES: Readonly<Record<Engine, ShardMovesFactory>> = {
  citus: (context) => new CitusMoves(context),
  native: (context) => new NativeMoves(context),
};

/**
 * Runs something with what moves a cluster's shards.
 *
 * @throws UserError if there are no workers, or a group has no primary that answers
 */
export async function withShardMoves<T>(
  deployment: Deployment,
  run: (moves: ShardMoves) => Promise<T>,
): Promise<T> {
  const { stack, engine, groups } = deployment.plan;
  if (!('rebalance' in deployment.plan)) {
    throw new UserError(
      `stack "${stack}" was made by an earlier version, whose manager moves no shards`,
      `\`npm run up -- --stack ${stack}\` brings it up to date, one node at a time`,
    );
  }
  if (groups.length < 2) {
    throw new UserError(`stack "${stack}" has no workers, and so no shards that could move`);
  }
  return withPrimaries(deployment, (coordinator, workers) =>
    run(ENGINES[engine]({ plan: deployment.plan, coordinator, workers })),
  );
}

/**
 * The workers that a drain means.
 *
 * @param chosen a worker, or how many are to be left
 * @throws UserError naming what there is
 */
export function drainedGroups(
  { plan: { stack, groups } }: Deployment,
  chosen: { readonly worker?: number; readonly to?: number },
  /** Those that are drained already. */
  drained: readonly number[],
): number[] {
  const all = groups.map(({ group }) => group).filter((group) => group > 0);
  const last = all.length;
  const are = last === 1 ? 'it has worker-1 alone' : `it has worker-1 to worker-${last}`;
  const { worker, to = (worker ?? 1) - 1 } = chosen;
  if (worker !== undefined && !all.includes(worker)) {
    throw new UserError(`stack "${stack}" has no worker-${worker}`, are);
  }
  if (to >= last) throw new UserError(`stack "${stack}" has no more than ${to} workers`, are);
  if (to < 1) {
    throw new UserError(
      'one worker has to be left for the shards',
      `${are}; \`npm run down -- --stack ${stack}\` removes a stack with its data`,
    );
  }
  const wanted = worker === undefined ? all.filter((group) => group > to) : [worker];
  const above = all.filter(
    (group) => group > (wanted[0] ?? 0) && !wanted.includes(group) && !drained.includes(group),
  );
  if (above.length > 0) {
    throw new UserError(
      `worker-${worker} is not the last one: ${are}`,
      `workers go from the highest number; \`npm run drain -- --to ${to} --stack ${stack}\` drains those above it too`,
    );
  }
  return wanted;
}
