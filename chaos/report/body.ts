import { escapeHtml, formatNumber } from '../../report/html';
import type {
  ChaosResult,
  ChaosTimeseries,
  FaultSummary,
  RoundResult,
} from '../../results/chaos-result';
import { FIGURES, type FigureColumn } from '../figures/summary';

/**
 * What a chaos run's report holds under its heading, as HTML; its charts are drawn into the elements
 * `writes` and `reads`.
 */
export function renderBody(result: ChaosResult, series: ChaosTimeseries): string {
  const { rounds } = result;
  const writesNote =
    'Acknowledged writes of each worker group in each second; dashed, those that failed, are unknown, or found no free connection.';
  return `${verdict(result)}
<section><h2>Faults</h2>${summaryTable(result.summary)}</section>
<section><h2>Writes</h2><p class="note">${writesNote}</p><div class="chart" id="writes"></div></section>
<section><h2>Reads</h2><p class="note">Answered reads at each endpoint in each second; dashed, those that were not.</p><div class="chart" id="reads"></div></section>
<section><h2>Rounds</h2>${roundTable(rounds)}</section>
<section><h2>Errors</h2><p class="note">First attempts of clients that were not acknowledged.</p><details><summary>By fault and SQLSTATE</summary>${errorTable(rounds)}</details></section>
<section><h2>Events</h2>${eventTable(series)}</section>`;
}

function verdict({ violations, partial }: ChaosResult): string {
  const lines = violations.map((text) => `<p class="warning">${escapeHtml(text)}</p>`);
  if (partial) lines.push('<p class="warning">The run was stopped before its end.</p>');
  return lines.length > 0 ? lines.join('\n') : '<p>Everything that must hold did.</p>';
}

function table(head: readonly string[], rows: readonly (readonly string[])[], id: string): string {
  const cells = (tag: 'td' | 'th', texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('');
  return `<div class="scroll" tabindex="0"><table id="${id}">
<thead><tr>${cells('th', head)}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}</tbody></table></div>`;
}

function figure({ unit }: FigureColumn, value: number | null): string {
  if (value === null) return '–';
  return unit === 's' ? `${formatNumber(value, 2)} s` : formatNumber(value);
}

function summaryTable(summary: readonly FaultSummary[]): string {
  const rows = summary.map(({ fault, target, rounds, figures }) => [
    ...[fault, target, String(rounds)],
    ...FIGURES.map((column) => {
      const { median, worst } = figures[column.name] ?? { median: null, worst: null };
      const both = `${figure(column, median)} / ${figure(column, worst)}`;
      return rounds === 1 ? figure(column, worst) : both;
    }),
  ]);
  const titles = FIGURES.map(({ title }) => title);
  const note = '<p class="note">Median and worst where there were several rounds.</p>';
  return note + table(['fault', 'target', 'rounds', ...titles], rows, 'summary');
}

function roundTable(rounds: readonly RoundResult[]): string {
  const rows = rounds.map((round) => [
    `${round.fault_at_s.toFixed(1)} s`,
    `${round.fault} ${round.target}`,
    round.hit.join(', '),
    ...FIGURES.map((column) => figure(column, column.of(round))),
    round.invariants
      .filter(({ holds }) => !holds)
      .map(({ name }) => name)
      .join(', ') || 'all hold',
  ]);
  const titles = FIGURES.map(({ title }) => title);
  return table(['at', 'fault', 'hit', ...titles, 'invariants'], rows, 'rounds');
}

function errorTable(rounds: readonly RoundResult[]): string {
  const rows = rounds.flatMap(({ fault, target, fault_at_s, errors = [] }) =>
    errors.map(({ kind, class: outcome, sqlstate, message, count }) => [
      ...[`${fault_at_s.toFixed(1)} s`, `${fault} ${target}`, kind, outcome],
      ...[sqlstate ?? '–', String(count), message],
    ]),
  );
  const head = ['at', 'fault', 'operation', 'outcome', 'SQLSTATE', 'number', 'first message'];
  return table(head, rows, 'errors');
}

function eventTable({ events }: ChaosTimeseries): string {
  return table(
    ['at', 'what'],
    events.map(({ t_s, label }) => [`${t_s.toFixed(1)} s`, label]),
    'events',
  );
}
