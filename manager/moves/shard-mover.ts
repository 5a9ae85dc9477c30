import type { Engine } from '../../topology/config/cluster-config';
import { CitusMover } from './citus/citus-mover';
import type { MoverOptions } from './mover-options';
import type { ShardMover } from './moves-status';
import { NativeMover } from './native/native-mover';

const MOVERS: Readonly<Record<Engine, (options: MoverOptions) => ShardMover | undefined>> = {
  citus: (options) => new CitusMover(options),
  native: (options) => new NativeMover(options),
};

/** The mover of a cluster's engine; undefined where there are no workers. */
export function shardMover(options: MoverOptions): ShardMover | undefined {
  const { engine, groups } = options.plan;
  return groups.length > 1 ? MOVERS[engine](options) : undefined;
}
