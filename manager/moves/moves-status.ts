/** What a move of a shard, or of a partition, is doing. */
export type MovePhase =
  /** It has not begun: others go first, or it waits to be tried again. */
  | 'waiting'
  /** Rows are copied; writes go on. */
  | 'copying'
  /** What was written meanwhile is sent after them; writes go on. */
  | 'catching up'
  /** Writes to it wait while readers and writers are sent to the new place. */
  | 'swapping'
  /** What is left of it at the old place is removed. */
  | 'cleaning up';

/** One shard, with those that are colocated with it, on its way from a worker group to another. */
export interface MoveStatus {
  /** The table; with others colocated, the first of them. */
  readonly table: string;
  /** The shard's or partition's name, e.g. `vehicle_locations_102008`. */
  readonly shard: string;
  /** Worker group that holds it. */
  readonly from: number;
  /** Worker group that is to hold it. */
  readonly to: number;
  readonly phase: MovePhase;
  /** Bytes to copy, and copied; null where that is not known yet. */
  readonly bytes: number | null;
  readonly bytesCopied: number | null;
  /** Times that it was tried again, and what the last failure was. */
  readonly retries: number;
  readonly message: string | null;
}

/** A move that has been made. */
export interface DoneMove {
  /** The table; with others colocated, the first of them. */
  readonly table: string;
  readonly shard: string;
  /** Worker group that held it; null where the worker has been removed since. */
  readonly from: number | null;
  readonly to: number;
  /** null where that is not known. */
  readonly bytes: number | null;
  /** Longest time that writes to the shard waited for its move, ms; null where nobody watched. */
  readonly pauseMs: number | null;
}

/** Moves that have been made and are told of, the last ones. */
export const MOST_DONE = 50;

/** How shards are spread over the workers, and what is being done about it. */
export interface MovesStatus {
  /**
   * `at rest`; `moving`; `due`: moves are wanted that the manager begins by itself; `held`: moves are
   * wanted that begin when they are asked for (`npm run rebalance -- start`); `stuck`: wanted, and can't be.
   */
  readonly state: 'at rest' | 'moving' | 'due' | 'held' | 'stuck';
  /** Why, in words, where it is not at rest: `worker-4 holds no shard`. */
  readonly why: readonly string[];
  /** Worker groups that are to be empty: no shard is placed there any more. */
  readonly draining: readonly number[];
  /** Moves of the rebalance under way, or of the last one: done, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Bytes of all moves under way, and the seconds that are left at the present speed. */
  readonly bytes: number | null;
  readonly bytesCopied: number | null;
  readonly secondsLeft: number | null;
  /** Those under way, and those that wait. */
  readonly moves: readonly MoveStatus[];
  /**
   * Moves made in the rebalance under way or in the last one, newest first, at most {@link MOST_DONE};
   * absent with a manager of before.
   */
  readonly made?: readonly DoneMove[];
  /** Longest time that writes to a moving shard waited, in the rebalance under way or the last one, ms. */
  readonly longestPauseMs: number | null;
  /** What moves have left behind that is yet to be removed: shards, slots, subscriptions. */
  readonly orphans: number;
  /** Shards of every distributed table by worker group, replicas included. */
  readonly placements: readonly PlacedShards[];
}

/** What a worker group holds of a table. */
export interface PlacedShards {
  readonly group: number;
  readonly table: string;
  /** Names of the shards, in order. */
  readonly shards: readonly string[];
  readonly bytes: number;
}

/** Nothing moves and nothing is known to want to. */
export const AT_REST: MovesStatus = {
  state: 'at rest',
  why: [],
  draining: [],
  done: 0,
  total: 0,
  bytes: null,
  bytesCopied: null,
  secondsLeft: null,
  moves: [],
  longestPauseMs: null,
  orphans: 0,
  placements: [],
};

/** Keeps shards where they are to be, in the background. One for each engine. */
export interface ShardMover {
  /** As it was seen last; undefined before the first look, when nobody knows. */
  readonly status: MovesStatus | undefined;
  /** Why the cluster is not healthy: a move that can't be; empty where nothing is wrong. */
  readonly reasons: readonly string[];
  /** What is no fault but should be known: moves under way, tables that can't move. */
  readonly notices: readonly string[];
  /** Goes round until {@link stop}; acts while its manager is the acting one. */
  run(): Promise<void>;
  /** Ends the loop after the round under way; what the database does goes on. */
  stop(): void;
}
