import type { MoveStatus, MovesStatus } from '../manager/moves/moves-status';
import { formatBytes } from '../words/bytes';
import { formatDuration } from '../words/duration';
import { textTable } from '../words/text-table';

/** What is told of shards on their way; nothing while none is, and none was since the manager began. */
export function movesLines(moves: MovesStatus | undefined): string[] {
  if (moves === undefined) return [];
  const { state, why, draining, total, orphans } = moves;
  if (state === 'at rest' && total === 0 && orphans === 0 && draining.length === 0) return [];
  const rows = moves.moves.map(moveRow);
  return [
    '',
    `shards ${state}${why.length === 0 ? '' : `: ${why.join('; ')}`}`,
    ...draining.map((group) => `  worker ${group} is to be empty`),
    ...progressLine(moves),
    ...(rows.length === 0
      ? []
      : ['', textTable(['shard', 'from', 'to', 'phase', 'copied', 'retries'], rows)]),
    ...moves.moves.flatMap(({ shard, message }) =>
      message === null ? [] : [`  ${shard} failed and is tried again: ${message}`],
    ),
    ...(state === 'at rest' ? [] : ['', placementTable(moves)]),
  ];
}

/** Where shards are and what moves, also while nothing does. */
export function movesReport(moves: MovesStatus): string {
  const [, ...lines] = movesLines(moves);
  return [
    ...(lines.length === 0 ? ['shards at rest'] : lines),
    ...madeTable(moves),
    ...(moves.state === 'at rest' ? ['', placementTable(moves)] : []),
  ].join('\n');
}

/** The moves of the rebalance under way, or of the last one, that have been made. */
function madeTable({ made = [] }: MovesStatus): string[] {
  if (made.length === 0) return [];
  const rows = made.map(({ shard, from, to, bytes, pauseMs }) => [
    ...[shard, from === null ? 'a removed worker' : `worker ${from}`, `worker ${to}`],
    bytes === null ? '' : formatBytes(bytes),
    pauseMs === null ? 'not watched' : formatDuration(pauseMs),
  ]);
  return ['', textTable(['moved shard', 'from', 'to', 'size', 'writes waited'], rows)];
}

function progressLine(moves: MovesStatus): string[] {
  const { done, total, bytes, bytesCopied, secondsLeft, longestPauseMs, orphans } = moves;
  const parts = [
    ...(total === 0 ? [] : [`${done} of ${total} move${total === 1 ? '' : 's'} done`]),
    ...(bytes === null ? [] : [copied(bytes, bytesCopied)]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft * 1000)} left`]),
    ...(longestPauseMs === null
      ? []
      : [`writes waited ${formatDuration(longestPauseMs)} at the longest`]),
    ...(orphans === 0 ? [] : [`${orphans} orphan${orphans === 1 ? '' : 's'} to be removed`]),
  ];
  return parts.length === 0 ? [] : [`  ${parts.join(', ')}`];
}

function moveRow({ shard, from, to, phase, bytes, bytesCopied, retries }: MoveStatus): string[] {
  return [
    ...[shard, `worker ${from}`, `worker ${to}`, phase],
    ...[bytes === null ? '' : copied(bytes, bytesCopied), retries === 0 ? '' : String(retries)],
  ];
}

function copied(bytes: number, done: number | null): string {
  return `${formatBytes(done ?? 0)} of ${formatBytes(bytes)}`;
}

/** How many shards of each table the worker groups hold. */
function placementTable({ placements }: MovesStatus): string {
  const rows = placements.map(({ group, table, shards, bytes }) => [
    ...[`worker ${group}`, table, String(shards.length), formatBytes(bytes)],
  ]);
  return textTable(['shards on', 'of table', 'shards', 'size'], rows);
}
