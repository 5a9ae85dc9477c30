import type { MovesStatus } from '../manager/moves/moves-status';
import { formatBytes } from '../words/bytes';
import { formatDuration } from '../words/duration';
import { textTable } from '../words/text-table';

/** Where shards are and what moves, for people. */
export function movesTable(status: MovesStatus): string {
  const { state, why, draining, done, total, secondsLeft, moves, longestPauseMs, orphans } = status;
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft * 1000)} left`;
  return [
    [state, ...why].join(': '),
    ...(total > 0 ? [`${done} of ${total} moves made${left}`] : []),
    ...(longestPauseMs === null
      ? []
      : [`writes waited for at most ${formatDuration(longestPauseMs)}`]),
    ...(draining.length > 0
      ? [`kept empty: ${draining.map((n) => `worker-${n}`).join(', ')}`]
      : []),
    ...(orphans > 0 ? [`${orphans} left behind, to be removed`] : []),
    ...(moves.length > 0 ? ['', movesLines(status)] : []),
    '',
    placementLines(status),
  ].join('\n');
}

function movesLines({ moves }: MovesStatus): string {
  return textTable(
    ['shard', 'from', 'to', 'phase', 'copied', 'tried again'],
    moves.map(({ shard, from, to, phase, bytes, bytesCopied, retries, message }) => [
      shard,
      `worker-${from}`,
      `worker-${to}`,
      phase,
      bytes === null
        ? ''
        : bytesCopied === null
          ? formatBytes(bytes)
          : `${formatBytes(bytesCopied)} of ${formatBytes(bytes)}`,
      retries === 0 ? '' : `${retries} times: ${message ?? ''}`,
    ]),
  );
}

function placementLines({ placements }: MovesStatus): string {
  return textTable(
    ['worker', 'table', 'shards', 'size'],
    placements.map(({ group, table, shards, bytes }) => [
      `worker-${group}`,
      table,
      String(shards.length),
      formatBytes(bytes),
    ]),
  );
}
