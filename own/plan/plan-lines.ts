import { formatBytes } from '../../words/bytes';
import { counted } from '../../words/counted';
import { formatDuration } from '../../words/duration';
import { textTable } from '../../words/text-table';
import type { Profile } from '../profile';
import { percent } from '../../words/percent';
import type { Advice } from './advice';
import { costLines } from './costs';
import type { TablePlace } from './placement';
import type { Proposal, Proposals, Size } from './propose';
import { remarks } from './remarks';
import { timeByClass } from './score';

/** A plan as it is printed: what to do, the proposals side by side, the first one's tables and costs. */
export function planLines(
  profile: Profile,
  proposals: Proposals,
  advice: Advice,
  size: Size,
): string {
  const { best, workload } = proposals;
  const [first] = best;
  const parts = [
    heading(profile, proposals),
    [advice.verdict, ...advice.because.map((why) => `- ${why}`)].join('\n'),
    ...(first === undefined
      ? []
      : [comparison(best), tables(first), listed(costLines(first, size.workers))]),
    listed(remarks(profile, workload)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function heading({ server, tables, statements }: Profile, { workload }: Proposals): string {
  const calls = workload.uses.reduce((sum, use) => sum + use.calls, 0);
  const time =
    workload.weights === 'interval'
      ? `in ${formatDuration(statements.intervalMs)}`
      : `since ${statements.since ?? 'their statistics were reset'}`;
  return `${server.address}: ${counted(tables.length, 'table')}, ${formatBytes(server.bytes)}; ${counted(workload.uses.length, 'statement')}, called ${calls} times ${time}`;
}

function comparison(best: readonly Proposal[]): string {
  const rows = best.map(({ key, placed, score }, index) => {
    const shares = timeByClass(placed);
    const classes = [
      shares['one shard'],
      shares['all shards'],
      shares.moved,
      shares.refused,
      shares.coordinator,
    ];
    return [
      `${index + 1}`,
      key,
      ...classes.map(percent),
      percent(score.largestNode),
      `${score.changes}`,
    ];
  });
  const header = [
    '',
    'by',
    'one shard',
    'all shards',
    'moved',
    'refused',
    'coordinator',
    'largest node',
    'changes',
  ];
  return textTable(header, rows);
}

function tables({ placement }: Proposal): string {
  const rows = [...placement].map(([name, place]) => [name, inWords(place)]);
  return textTable(
    ['table', 'rows'],
    rows.sort(([a = ''], [b = '']) => a.localeCompare(b)),
  );
}

function inWords(place: TablePlace): string {
  if (place.kind === 'distributed') return `by ${place.column}, with ${place.group}`;
  return `${place.kind === 'reference' ? 'on every node' : 'on the coordinator'}: ${place.because}`;
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
