import type { Verdict, VerdictSide } from '../verdict/verdict-file';
import { percent } from '../../words/percent';
import { escapeHtml, formatMs, formatNumber } from '../../report/html';
import { columns, renderTable } from '../../report/table';
import { formatBytes } from '../../words/bytes';
import { counted } from '../../words/counted';
import { againstBaseline, measuredCell, toneOf } from './measured-cell';

const KINDS: Readonly<Record<Verdict['comparisons'][number]['kind'], string>> = {
  'equal limits': 'what sharding costs',
  machines: 'what more machines give',
  neither: 'neither what sharding costs nor what more machines give',
};

/** What was measured of all statements together, and on which stacks. */
export function comparisons({ sides, comparisons: all, transactions }: Verdict): string {
  const [baseline] = sides;
  const lines = all.map(
    ({ stack, kind, because, all: against }) =>
      `<div class="verdict ${toneOf(against.word)}"><b>${escapeHtml(stack)} against ${escapeHtml(baseline?.stack ?? '')}: ${KINDS[kind]}</b> ${againstBaseline(against)}<small>${escapeHtml(because)}</small></div>`,
  );
  return `<section class="comparisons"><h2>Measured</h2>
<p class="note">Time of a call, statements weighted by their recorded calls, without what an engine refuses.</p>
${lines.join('\n')}
${renderTable(columns(['stack', 'engine', 'limits'], ['workers', 'runs', 'time a call', 'CPU a call', 'operations']), sides.map(sideRow))}
${transactions.length === 0 ? '' : transactionTable(transactions, sides)}</section>`;
}

function sideRow(side: VerdictSide): string[] {
  const { stack, engine, workers, limits, runs } = side;
  const cpus = limits.cpus === null ? 'no limit of CPU' : `${formatNumber(limits.cpus, 1)} CPUs`;
  return [
    stack,
    workers === 0 ? 'PostgreSQL' : engine,
    `${counted(limits.nodes, 'node')}, ${cpus}, ${formatBytes(limits.memoryMiB * 1024 ** 2)}`,
    `${workers}`,
    `${runs}`,
    formatMs(side.msPerCall),
    formatMs(side.cpuMsPerCall),
    `${formatNumber(side.operationsPerSecond)}/s`,
  ];
}

function transactionTable(
  transactions: Verdict['transactions'],
  sides: readonly VerdictSide[],
): string {
  const head = columns(
    ['transaction', 'statements', 'calls'],
    sides.map(({ stack }) => stack),
  );
  const rows = transactions.map(({ name, statements, callShare, measured }) => [
    ...[name, statements.join(', '), percent(callShare)],
    ...measured.map(measuredCell),
  ]);
  return `<h3>Transactions</h3>${renderTable(head, rows)}`;
}
