import { percent } from '../../words/percent';
import { textTable } from '../../words/text-table';
import { factorBetween } from './fit-sets';
import type { OwnWorkload } from './workload-file';

/** A factor by which rows a call may be others than were recorded. */
const NEAR = 2;

/** A workload as it is printed: how much of the time it has, and what it leaves out. */
export function workloadLines({ statements, transactions, left, growing }: OwnWorkload): string {
  const shareOf = (list: readonly { readonly share: number }[]): number =>
    list.reduce((sum, { share }) => sum + share, 0);
  const far = statements.filter(
    ({ rowsPerCall: { recorded, replayed } }) => factorBetween(recorded, replayed) > NEAR,
  );
  const hottest = Math.max(0, ...statements.map((one) => one.hottest ?? 0));
  return [
    `${statements.length} statements, ${percent(shareOf(statements))} of the time`,
    ...(transactions.length === 0 ? [] : [`${transactions.length} transactions`]),
    ...(hottest === 0
      ? []
      : [`keys as in the log: the hottest has up to ${percent(hottest)} of a statement's calls`]),
    ...far.map(
      ({ name, rowsPerCall: { recorded, replayed } }) =>
        `- ${name}: ${replayed.toFixed(1)} rows a call, ${recorded.toFixed(1)} recorded`,
    ),
    ...growing.map((table) => `- ${table} grows: its rows can't be told from each other`),
    ...(left.length === 0 ? [] : ['', 'not replayed:', leftTable(left)]),
  ].join('\n');
}

function leftTable(left: OwnWorkload['left']): string {
  const rows = [...left]
    .sort((a, b) => b.share - a.share)
    .map(({ share, why, text }) => [percent(share), why, text?.slice(0, 60) ?? '']);
  return textTable(['time', 'why', 'statement'], rows);
}
