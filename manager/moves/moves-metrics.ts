import type { Gauge } from 'prom-client';
import type { MovesStatus } from './moves-status';

/** Makes a gauge by its name, what it says, and its labels. */
export type MakeGauge = (name: string, help: string, labels?: string[]) => Gauge;

/** Metrics of how shards are spread, and of those on their way. */
export class MovesMetrics {
  private readonly state: Gauge;
  private readonly done: Gauge;
  private readonly total: Gauge;
  private readonly bytes: Gauge;
  private readonly bytesCopied: Gauge;
  private readonly secondsLeft: Gauge;
  private readonly longestPause: Gauge;
  private readonly retries: Gauge;
  private readonly orphans: Gauge;
  private readonly placed: Gauge;
  private readonly placedBytes: Gauge;

  constructor(make: MakeGauge) {
    this.state = make('moves_state', '1 for the state that moves of shards are in', ['state']);
    this.done = make('moves_done', 'Moves of the rebalance under way, or of the last one, done');
    this.total = make('moves_all', 'Moves of the rebalance under way, or of the last one, in all');
    this.bytes = make('moves_bytes', 'Bytes of all moves under way');
    this.bytesCopied = make('moves_copied_bytes', 'Bytes of them that are copied');
    this.secondsLeft = make('moves_left_seconds', 'Seconds until they end at the present speed');
    this.longestPause = make(
      'moves_longest_pause_seconds',
      'Longest time that writes to a moving shard waited',
    );
    this.retries = make('moves_retries', 'Times that moves under way were tried again');
    this.orphans = make('moves_orphans', 'What moves have left behind that is to be removed');
    this.placed = make('placed_shards', 'Shards of a table placed in a group', ['group', 'table']);
    this.placedBytes = make('placed_bytes', 'Bytes of them', ['group', 'table']);
  }

  /** Takes over what is so now; what is not known has no value. */
  set(moves: MovesStatus | undefined): void {
    const { state, done, total, orphans, retries, placed, placedBytes } = this;
    const { bytes, bytesCopied, secondsLeft, longestPause } = this;
    for (const gauge of [state, placed, placedBytes]) gauge.reset();
    for (const gauge of [done, total, orphans, retries]) gauge.remove();
    for (const gauge of [bytes, bytesCopied, secondsLeft, longestPause]) gauge.remove();
    if (moves === undefined) return;
    state.set({ state: moves.state }, 1);
    done.set(moves.done);
    total.set(moves.total);
    if (moves.bytes !== null) bytes.set(moves.bytes);
    if (moves.bytesCopied !== null) bytesCopied.set(moves.bytesCopied);
    if (moves.secondsLeft !== null) secondsLeft.set(moves.secondsLeft);
    if (moves.longestPauseMs !== null) longestPause.set(moves.longestPauseMs / 1000);
    retries.set(moves.moves.reduce((sum, move) => sum + move.retries, 0));
    orphans.set(moves.orphans);
    for (const { group, table, shards, bytes: size } of moves.placements) {
      placed.set({ group, table }, shards.length);
      placedBytes.set({ group, table }, size);
    }
  }
}
