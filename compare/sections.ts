import { escapeHtml, formatNumber } from '../report/html';
import type { Comparison, Pair, ScenarioComparison } from './compare';
import type { JudgedFigure } from './judge';
import { overview, type OverviewRow } from './overview';
import { stripPlot } from './strip-plot';
import {
  formatChange,
  formatP,
  formatValue,
  toneOf,
  toneOfVerdict,
  verdictInWords,
  verdictText,
} from './words';

/** Sentences that the reader must know. */
export function renderWarnings(warnings: readonly string[]): string {
  return warnings.map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n');
}

/**
 * One scenario: verdicts first, then figures, charts and what differs.
 *
 * @param place of the scenario, which its charts are called by
 */
export function renderScenario(comparison: ScenarioComparison, place: number): string {
  const { scenario, pairs, warnings } = comparison;
  const runs = comparison.sides
    .map(
      ({ label, runs: ids, stacks, engines }) =>
        `${label}: ${ids.length} ${ids.length === 1 ? 'run' : 'runs'} on ${stacks.join(', ')} (${engines.join(', ')})`,
    )
    .join(' · ');
  const chart = (name: string, title: string, note: string): string =>
    `<h3>${title}</h3><p class="note">${note}</p><div class="chart" id="${name}-${place}"></div>`;
  return `<section><h2>${escapeHtml(scenario)}</h2><p class="lead">${escapeHtml(runs)}</p>
${renderWarnings(warnings)}
${pairs.map(renderPair).join('\n')}
${chart('throughput', 'Throughput', "Operations that ended in each second: the median of a side's runs, and the room between their least and their most.")}
${chart('runs', 'Each run', 'Throughput of the runs in the order in which they were made.')}
${chart('distribution', 'Latency by percentile', 'Of all runs of a side together: reads solid, spatial reads dashed, writes dotted; both axes logarithmic. Click a name to hide its line.')}
${pairs.map(renderOperations).join('\n')}
${renderDifferences(comparison)}</section>`;
}

/** All sides side by side, where there are several scenarios or more than two sides. */
export function renderOverview(comparison: Comparison): string {
  const { scenarios } = comparison;
  const labels = scenarios[0]?.sides.map(({ label }) => label) ?? [];
  if (scenarios.length < 2 && labels.length < 3) return '';
  const rows = overview(comparison).map(
    (row, i, all) =>
      (row.scenario === all[i - 1]?.scenario
        ? ''
        : `<tr class="operation"><td colspan="${labels.length + 1}">${escapeHtml(row.scenario)}</td></tr>`) +
      overviewRow(row),
  );
  return `<section><h2>Side by side</h2><p class="note">Throughput, what the cluster took for it, and the median latency of each operation; bold where none is better, coloured where there is a verdict against ${escapeHtml(labels[0] ?? '')}.</p>
<div class="scroll" tabindex="0"><table id="overview"><thead><tr><th>figure</th>${labels.map((label) => `<th class="number">${escapeHtml(label)}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function overviewRow({ figure, cells }: OverviewRow): string {
  const html = cells.map(({ median, change, verdict, best }) => {
    const value = median === null ? '–' : formatValue(figure, median);
    const difference =
      change === null
        ? ''
        : ` <span class="word ${toneOfVerdict(verdict)}">${formatChange(change)}</span>`;
    return `<td class="number">${best ? `<b>${value}</b>` : value}${difference}</td>`;
  });
  return `<tr><td>${escapeHtml(figure.operation ?? figure.label)}</td>${html.join('')}</tr>`;
}

/** The verdict in words and the figures of the run as a whole. */
function renderPair(pair: Pair, place: number): string {
  const figures = pair.figures.filter(({ figure }) => figure.operation === null);
  return `<div class="pair"><p class="verdict ${toneOf(pair)}">${escapeHtml(verdictInWords(pair))}</p>
${table(pair, figures, place + 1)}</div>`;
}

/** The figures of each operation, where there are several. */
function renderOperations(pair: Pair, place: number): string {
  const { operations, baseline, other } = pair;
  const figures = pair.figures.filter(({ figure }) => figure.operation !== null);
  if (figures.length === 0) return '';
  const mean =
    operations === null
      ? ''
      : `<p class="note">Geometric mean of the latencies' changes over ${operations.count} operations: p50 ${formatChange(operations.p50 - 1)}, p99 ${formatChange(operations.p99 - 1)}.</p>`;
  return `<h3>Operations: ${escapeHtml(other)} against ${escapeHtml(baseline)}</h3>
${mean}
${table(pair, figures, place + 1)}`;
}

/** @param place of the other side, which gives it its colour */
function table(pair: Pair, figures: readonly JudgedFigure[], place: number): string {
  const names = [pair.baseline, pair.other].map(escapeHtml);
  const head = ['figure', 'each run', ...names, 'change', 'p', 'verdict'];
  const numeric = [2, 3, 4, 5];
  const titles = head.map(
    (title, i) => `<th${numeric.includes(i) ? ' class="number"' : ''}>${title}</th>`,
  );
  const rows = figures.map(
    (one, i) => operationRow(one, figures[i - 1]) + figureRow(one, pair, place),
  );
  return `<div class="scroll" tabindex="0"><table><thead><tr>${titles.join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** The line with an operation's name before its first figure. */
function operationRow({ figure }: JudgedFigure, before: JudgedFigure | undefined): string {
  const { operation } = figure;
  if (operation === null || operation === before?.figure.operation) return '';
  return `<tr class="operation"><td colspan="7">${escapeHtml(operation)}</td></tr>`;
}

function figureRow(one: JudgedFigure, pair: Pair, place: number): string {
  const { figure, baseline, other, change, adjustedP, verdict } = one;
  const plot = baseline === null || other === null ? '' : stripPlot(baseline, other, place);
  const number = (html: string): string => `<td class="number">${html}</td>`;
  return `<tr><td>${escapeHtml(figure.label)}</td><td>${plot}</td>${number(sample(one, 'baseline'))}${number(sample(one, 'other'))}${number(formatChange(change))}${number(formatP(adjustedP))}<td><span class="word ${toneOfVerdict(verdict)}">${escapeHtml(verdictText(one, pair))}</span></td></tr>`;
}

/** The median, and below it the interval or why there is none. */
function sample({ figure, ...one }: JudgedFigure, of: 'baseline' | 'other'): string {
  const summary = one[of];
  if (summary === null) return '–';
  const { median, interval, values } = summary;
  const range =
    interval === null || interval.low === interval.high
      ? `${formatNumber(values.length)} ${values.length === 1 ? 'run' : 'runs'}`
      : `${formatValue(figure, interval.low)} to ${formatValue(figure, interval.high)}`;
  return `${formatValue(figure, median)}<small>${range}</small>`;
}

function renderDifferences({ differences, sides }: ScenarioComparison): string {
  const title = '<h3>Configuration</h3>';
  if (differences.length === 0) {
    return `${title}<p class="lead">Load, environment and tools are the same in all runs.</p>`;
  }
  const rows = differences.map(
    ({ name, values }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td>${values.map((of) => `<td>${escapeHtml(of.join(' / '))}</td>`).join('')}</tr>`,
  );
  return `${title}<p class="note">What is not the same in all runs.</p>
<div class="scroll" tabindex="0"><table class="configuration"><thead><tr><th>setting</th>${sides.map(({ label }) => `<th>${escapeHtml(label)}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}
