import type { ClusterPlan } from '../../topology/plan';
import type { PrimarySession } from '../primary-sessions';

/** The primaries of a cluster, and its plan. */
export interface MovesContext {
  readonly plan: ClusterPlan;
  readonly coordinator: PrimarySession;
  readonly workers: readonly PrimarySession[];
}

/** How shards are to be moved. */
export interface MoveWish {
  /** Whether those move too whose writes have to wait while they are copied. */
  readonly blockWrites: boolean;
}

/**
 * What commands ask of an engine. Each writes a wish to the catalogue, checked and whole or not at
 * all; the acting manager, or the database itself, does the work.
 */
export interface ShardMoves {
  /**
   * Has shards spread evenly.
   *
   * @returns how many moves that takes; 0 where none does
   * @throws UserError where they can't move, or do already
   */
  start(wish: MoveWish): Promise<number>;
  /**
   * Ends what is under way and has it not begun again; what has moved stays.
   *
   * @returns whether anything was under way
   */
  stop(): Promise<boolean>;
  /**
   * Has workers emptied and kept empty.
   *
   * @param groups worker groups that there are, the highest ones
   * @throws UserError where their shards have nowhere to go, or can't move
   */
  drain(groups: readonly number[], wish: MoveWish): Promise<void>;
  /** Has workers take shards again, and get their share. */
  undrain(groups: readonly number[]): Promise<void>;
}

/** Makes an engine's {@link ShardMoves}. */
export type ShardMovesFactory = (context: MovesContext) => ShardMoves;
