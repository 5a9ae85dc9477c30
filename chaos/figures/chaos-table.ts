import { textTable } from '../../words/text-table';
import type { ChaosResult, FaultSummary } from '../../results/chaos-result';
import { FIGURES, type FigureColumn } from './summary';

/** A run for people: a row a fault and target; median and worst where there were several rounds. */
export function chaosTable({ summary, violations }: ChaosResult): string {
  const rows = summary.map((one) => [
    one.fault,
    one.target,
    String(one.rounds),
    ...FIGURES.map((column) => cell(one, column)),
  ]);
  const header = ['fault', 'target', 'rounds', ...FIGURES.map(({ title }) => title)];
  return [
    textTable(header, rows),
    summary.some(({ rounds }) => rounds > 1) ? '(median / worst)' : '',
    ...violations.map((violation) => `VIOLATED: ${violation}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function cell({ figures, rounds }: FaultSummary, { name, unit }: FigureColumn): string {
  const figure = figures[name];
  if (figure === undefined || figure === null) return '–';
  const text = (value: number): string =>
    unit === 's' ? `${value.toFixed(2)} s` : String(Math.round(value * 10) / 10);
  return rounds === 1
    ? text(figure.worst)
    : `${text(figure.median).replace(' s', '')} / ${text(figure.worst)}`;
}
