import { formatMs, formatNumber } from '../../report/html';
import { formatBytes } from '../../words/bytes';
import { markdownTable } from '../../words/markdown-table';
import { percent } from '../../words/percent';
import { refusalWords, seenPlace } from '../check/answer-words';
import { groupBy } from '../group-by';
import type { Against, Measured, Verdict } from './verdict-file';

/** A verdict for people: what to do and why, what was measured, and what was not. */
export function verdictMarkdown(verdict: Verdict): string {
  const { source, madeAt, because, reach, sides, warnings } = verdict;
  const parts = [
    `# ${source}: ${verdict.verdict}`,
    listed(because),
    `${madeAt.slice(0, 16).replace('T', ' ')} UTC; ${reach.because}.`,
    warnings.length === 0 ? '' : `**Before you trust it**\n\n${listed(warnings)}`,
    ...(sides.length === 0 ? [] : measuredParts(verdict)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function measuredParts(verdict: Verdict): string[] {
  const { sides, statements, transactions, left } = verdict;
  const refused = statements.flatMap(({ name, answers }) =>
    answers.flatMap(({ engine, refused: why }) =>
      why === null ? [] : [`${name} on ${engine}: ${refusalWords(why)}`],
    ),
  );
  const titles = sides.flatMap(({ stack }, i) => [
    ...[`${stack} p50`, 'p99'],
    ...(i === 0 ? [] : ['times', '']),
  ]);
  // Citus alone tells.
  const hasSeen = statements.some(({ answers }) => seenPlace(answers) !== undefined);
  const cells = (name: string, share: string, one: Replayed, predicted = '', seen = '') => [
    ...[name, share, percent(one.callShare), predicted, ...(hasSeen ? [seen] : [])],
    ...one.measured.flatMap(measuredCells),
  ];
  return [
    stacksTable(sides),
    markdownTable(
      ['statement', 'time', 'calls', 'predicted', ...(hasSeen ? ['seen'] : []), ...titles],
      [
        ...statements.map((one) =>
          cells(one.name, percent(one.share), one, one.predicted, seenPlace(one.answers)),
        ),
        ...transactions.map((one) => cells(one.name, '', one)),
      ],
    ),
    refused.length === 0 ? '' : `**Refused**\n\n${listed(refused)}`,
    left.length === 0 ? '' : `**Not replayed**\n\n${listed(leftLines(left))}`,
  ];
}

type Replayed = Pick<Verdict['transactions'][number], 'callShare' | 'measured'>;

/** What is left out, that of one cause without a text together. */
function leftLines(left: Verdict['left']): string[] {
  const alike = groupBy(left, ({ why, text }) =>
    text === null ? why : `${why}: \`${text.replace(/\s+/g, ' ').slice(0, 80)}\``,
  );
  return [...alike].map(([what, of]) => {
    const share = of.reduce((sum, one) => sum + one.share, 0);
    return `${percent(share)} of the time: ${what}`;
  });
}

function stacksTable(sides: Verdict['sides']): string {
  return markdownTable(
    ['stack', 'engine', 'nodes', 'CPUs', 'memory', 'runs', 'operations', 'a call', 'CPU a call'],
    sides.map(({ stack, engine, workers, limits, runs, ...figures }) => [
      ...[stack, workers === 0 ? 'one server' : engine, `${limits.nodes}`],
      ...[
        limits.cpus === null ? 'no limit' : `${limits.cpus}`,
        formatBytes(limits.memoryMiB * 2 ** 20),
      ],
      ...[`${runs}`, `${formatNumber(figures.operationsPerSecond)}/s`],
      ...[formatMs(figures.msPerCall), formatMs(figures.cpuMsPerCall)],
    ]),
  );
}

function measuredCells({ p50, p99, against }: Measured): string[] {
  return [formatMs(p50), formatMs(p99), ...(against === null ? [] : againstCells(against))];
}

function againstCells({ ratio, interval, word }: Against): string[] {
  const range =
    interval === null ? '' : ` (${interval.map((end) => formatNumber(end, 2)).join('–')})`;
  return [ratio === null ? '–' : `${formatNumber(ratio, 2)}${range}`, word];
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
