import type {
  DoneMove,
  MovePhase,
  MoveStatus,
  MovesStatus,
} from '../../../manager/moves/moves-status';
import { formatMs } from '../../../report/html';
import type { ClusterPlan } from '../../../topology/plan';
import { formatBytes } from '../../../words/bytes';
import { formatSeconds } from '../base/format';
import { drawnTables, holderView, type HolderView } from './shard-holder';

/** A move as it is listed. */
export interface MoveView {
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  readonly phase: MovePhase;
  /** Copied of all bytes, 0 to 1; null where that is not known. */
  readonly share: number | null;
  /** E.g. `100 MiB of 200 MiB`. */
  readonly words: string;
  readonly retries: number;
  readonly message: string | null;
}

/** A move that has been made, as it is listed. */
export interface MadeView {
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  readonly size: string;
  /** How long writes to it waited, e.g. `120 ms`. */
  readonly pause: string;
}

/** Shards, where they are and go, as they are drawn. */
export interface ShardsView {
  /** E.g. `Moving`, `At rest`. */
  readonly state: string;
  readonly why: readonly string[];
  /** What is told in figures, e.g. `moves`, `2 of 5`. */
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  /** Of the bytes of moves under way, 0 to 1; null where nothing is copied. */
  readonly share: number | null;
  /** Those at work first. */
  readonly moves: readonly MoveView[];
  /** The last ones that have been made, newest first. */
  readonly made: readonly MadeView[];
  /** Moves that are not listed, as they wait and are many. */
  readonly unlisted: number;
  /** Names of tables in the order of their colours. */
  readonly tables: readonly string[];
  readonly holders: readonly HolderView[];
}

/** Moves that are listed. */
const MOST_MOVES = 12;

/** What is drawn of shards; undefined where there are none. */
export function shardsView(
  moves: MovesStatus | undefined,
  { groups }: Pick<ClusterPlan, 'groups'>,
): ShardsView | undefined {
  if (moves === undefined || moves.placements.length === 0) return undefined;
  const nameOf = (group: number): string =>
    groups.find((one) => one.group === group)?.name ?? `worker-${group}`;
  const tables = drawnTables(moves);
  const listed = [...moves.moves].sort((one, other) => order(one) - order(other));
  return {
    state: moves.state.charAt(0).toUpperCase() + moves.state.slice(1),
    why: moves.why,
    figures: figuresOf(moves),
    share: shareOf(moves),
    moves: listed.slice(0, MOST_MOVES).map((move) => moveView(move, nameOf)),
    made: (moves.made ?? []).map((move) => madeView(move, nameOf)),
    unlisted: Math.max(0, listed.length - MOST_MOVES),
    tables: tables.names,
    holders: holdersOf(moves, groups).map((group) => holderView(moves, group, tables, nameOf)),
  };
}

/** Worker groups, those that are planned and those that hold something, by their number. */
function holdersOf(
  { placements, draining, moves }: MovesStatus,
  groups: ClusterPlan['groups'],
): number[] {
  const planned = groups.flatMap(({ group }) => (group === 0 && groups.length > 1 ? [] : group));
  const told = placements.map(({ group }) => group);
  const all = [...planned, ...told, ...draining, ...moves.map(({ to }) => to)];
  return [...new Set(all)].sort((one, other) => one - other);
}

function moveView(move: MoveStatus, nameOf: (group: number) => string): MoveView {
  const { shard, from, to, phase, bytes, bytesCopied, retries, message } = move;
  return {
    ...{ shard, from: nameOf(from), to: nameOf(to), phase, retries, message },
    share: shareOf(move),
    words: bytes === null ? '–' : `${formatBytes(bytesCopied ?? 0)} of ${formatBytes(bytes)}`,
  };
}

function madeView(move: DoneMove, nameOf: (group: number) => string): MadeView {
  const { shard, from, to, bytes, pauseMs } = move;
  return {
    ...{ shard, from: from === null ? 'a removed worker' : nameOf(from), to: nameOf(to) },
    size: bytes === null ? '–' : formatBytes(bytes),
    pause: pauseMs === null ? 'not watched' : formatMs(pauseMs),
  };
}

function figuresOf(moves: MovesStatus): ShardsView['figures'] {
  const { done, total, bytes, bytesCopied, secondsLeft, longestPauseMs, orphans } = moves;
  const retries = moves.moves.reduce((sum, move) => sum + move.retries, 0);
  const figure = (name: string, value: string, isTold = true) => (isTold ? [{ name, value }] : []);
  return [
    ...figure('moves done', `${done} of ${total}`, total > 0),
    ...figure(
      'copied',
      `${formatBytes(bytesCopied ?? 0)} of ${formatBytes(bytes ?? 0)}`,
      bytes !== null,
    ),
    ...figure('time left', formatSeconds(secondsLeft ?? 0), secondsLeft !== null),
    ...figure('longest pause of writes', formatMs(longestPauseMs), longestPauseMs !== null),
    ...figure('retries', String(retries), retries > 0),
    ...figure('orphans to remove', String(orphans), orphans > 0),
  ];
}

/** Copied of all bytes, 0 to 1. */
function shareOf(of: Pick<MovesStatus, 'bytes' | 'bytesCopied'>): number | null {
  if (of.bytes === null || of.bytes === 0) return null;
  return Math.min(1, (of.bytesCopied ?? 0) / of.bytes);
}

function order({ phase }: MoveStatus): number {
  return phase === 'waiting' ? 1 : 0;
}
