import {
  MOST_DONE,
  type DoneMove,
  type MoveStatus,
  type MovesStatus,
  type PlacedShards,
} from '../moves-status';
import { isOver, type MoveRecord } from './move-record';
import type { MoverFacts } from './mover-facts';
import type { Immovable, MovesWanted } from './moves-wanted';

/** What was seen of the workers besides. */
export interface WorkersSeen {
  /** Bytes of shards by their names on workers. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly orphans: number;
  /** Why a worker can't take shards, where that is known. */
  readonly obstacle: string | undefined;
  readonly immovable: Immovable;
  /** A move that failed this often is told as a fault. */
  readonly tellingRetries: number;
}

/** The status of moves, what is wrong with them, and what should be known. */
export function movesStatus(
  facts: MoverFacts,
  { state, why }: MovesWanted,
  { sizes, orphans, obstacle, immovable, tellingRetries }: WorkersSeen,
): {
  readonly status: MovesStatus;
  readonly reasons: readonly string[];
  readonly notices: readonly string[];
} {
  const { moves } = facts;
  const underWay = moves.filter((move) => !isOver(move));
  const failing = underWay.filter(
    ({ retries, message }) => retries >= tellingRetries && message !== null,
  );
  const differing = moves.filter(({ differs }) => differs);
  const done = moves.filter(({ phase }) => phase === 'done').length;
  const total = moves.filter(({ phase }) => phase !== 'given up').length;
  const pauses = moves.flatMap(({ pauseMs }) => pauseMs ?? []);
  const hinders = state === 'due' && obstacle !== undefined ? [obstacle] : [];
  const hold = state === 'stuck' ? why : failing.map(failureText);
  return {
    status: {
      state,
      why: [...why, ...hinders, ...failing.map(failureText)],
      draining: facts.draining,
      done,
      total,
      ...progress(underWay),
      moves: underWay.map(moveStatus),
      made: moves
        .filter(({ phase }) => phase === 'done')
        .map(madeMove)
        .reverse()
        .slice(0, MOST_DONE),
      longestPauseMs: pauses.length > 0 ? Math.max(...pauses) : null,
      orphans,
      placements: placements(facts, sizes),
    },
    reasons: [...hold, ...hinders, ...differing.map(({ message }) => message ?? '')],
    notices: [
      ...(underWay.length > 0
        ? [`shards move to other workers: ${done} of ${total} are there`]
        : []),
      ...immovable.values(),
    ],
  };
}

function failureText({ shardName, from, to, retries, message }: MoveRecord): string {
  return `${shardName} does not get from worker-${from} to worker-${to} (${retries} tries): ${message ?? ''}`;
}

function moveStatus(move: MoveRecord): MoveStatus {
  const { tableName, shardName, from, to, phase, bytes, bytesCopied, retries, message } = move;
  const shown = phase === 'done' || phase === 'given up' ? 'cleaning up' : phase;
  return {
    ...{ table: tableName, shard: shardName, from, to, phase: shown },
    bytes,
    // Pages that the copy has filled less than the source count as much as theirs.
    bytesCopied: bytes !== null && bytesCopied !== null ? Math.min(bytes, bytesCopied) : null,
    ...{ retries, message },
  };
}

function madeMove({ tableName, shardName, from, to, bytes, pauseMs }: MoveRecord): DoneMove {
  return { table: tableName, shard: shardName, from, to, bytes, pauseMs };
}

function progress(
  underWay: readonly MoveRecord[],
): Pick<MovesStatus, 'bytes' | 'bytesCopied' | 'secondsLeft'> {
  const begun = underWay.filter(({ bytes }) => bytes !== null);
  if (begun.length === 0) return { bytes: null, bytesCopied: null, secondsLeft: null };
  const bytes = begun.reduce((sum, move) => sum + (move.bytes ?? 0), 0);
  const bytesCopied = begun.reduce(
    (sum, move) => sum + Math.min(move.bytes ?? 0, move.bytesCopied ?? 0),
    0,
  );
  const seconds = Math.max(...begun.map((move) => move.seconds ?? 0));
  // Those that wait are taken to be as large as those under way, on average.
  const left = (bytes / begun.length) * underWay.length - bytesCopied;
  const isKnown = bytesCopied > 0 && seconds > 0;
  return {
    bytes,
    bytesCopied,
    secondsLeft: isKnown ? Math.round((left / bytesCopied) * seconds) : null,
  };
}

function placements({ shards }: MoverFacts, sizes: ReadonlyMap<string, number>): PlacedShards[] {
  const placed = new Map<string, PlacedShards>();
  for (const { group, table, shard, remote } of shards) {
    const key = `${group} ${table}`;
    const before = placed.get(key) ?? { group, table, shards: [], bytes: 0 };
    placed.set(key, {
      ...before,
      shards: [...before.shards, shard],
      bytes: before.bytes + (sizes.get(remote) ?? 0),
    });
  }
  return [...placed.values()].sort(
    (one, other) => one.group - other.group || (one.table < other.table ? -1 : 1),
  );
}
