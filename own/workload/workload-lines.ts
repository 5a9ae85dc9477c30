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
  return [
    `${statements.length} statements, ${percent(shareOf(statements))} of the time`,
    ...(transactions.length === 0 ? [] : [`${transactions.length} transactions`]),
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
