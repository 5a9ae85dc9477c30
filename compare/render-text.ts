import { textTable } from '../words/text-table';
import type { Comparison, Pair, ScenarioComparison } from './compare';
import { figureRow } from './figure-row';
import { overview } from './overview';
import { formatChange, formatValue, nameOf, toneOfVerdict, verdictInWords } from './words';

const HEAD = ['figure', 'baseline', 'other', 'change', 'p', 'verdict'] as const;

/** A comparison for people: each pair's verdict in words, then its figures. */
export function renderText(comparison: Comparison): string {
  const { scenarios, warnings, throughput } = comparison;
  const several = scenarios.length > 1;
  return [
    ...warnings.map((text) => `! ${text}`),
    ...scenarios.map(scenarioText),
    ...(several
      ? throughput.map(
          ({ other, ratio }) =>
            `${other}: throughput ${formatChange(ratio - 1)}, geometric mean of ${scenarios.length} scenarios`,
        )
      : []),
    ...overviewText(comparison),
  ].join('\n\n');
}

/** All sides side by side, where there are several scenarios or more than two sides. */
function overviewText(comparison: Comparison): string[] {
  const { scenarios } = comparison;
  const labels = scenarios[0]?.sides.map(({ label }) => label) ?? [];
  if (scenarios.length < 2 && labels.length < 3) return [];
  const rows = overview(comparison).map(({ scenario, figure, cells }) => [
    scenario,
    nameOf(figure),
    ...cells.map(({ median, change, verdict }) => {
      const value = median === null ? '–' : formatValue(figure, median);
      const tone = toneOfVerdict(verdict);
      const word = tone === 'quiet' ? '' : ` ${verdict}`;
      return change === null ? value : `${value} (${formatChange(change)}${word})`;
    }),
  ]);
  return [textTable(['scenario', 'figure', ...labels], rows)];
}

function scenarioText(comparison: ScenarioComparison): string {
  const { scenario, warnings, pairs, sides, differences } = comparison;
  const runs = sides.map(
    ({ label, runs, stacks, engines }) =>
      `${label} (${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${stacks.join('/')}, ${engines.join('/')})`,
  );
  return [
    `${scenario}: ${runs.join(' · ')}`,
    ...warnings.map((text) => `! ${text}`),
    ...pairs.map(pairText),
    ...(differences.length === 0
      ? []
      : [
          textTable(
            ['differs', ...sides.map(({ label }) => label)],
            differences.map(({ name, values }) => [name, ...values.map((of) => of.join(' / '))]),
          ),
        ]),
  ].join('\n\n');
}

function pairText(pair: Pair): string {
  const { baseline, other, figures, operations } = pair;
  const [name, , , ...rest] = HEAD;
  const lines = [
    verdictInWords(pair),
    textTable(
      [name, baseline, other, ...rest],
      figures.map((one) => {
        const row = figureRow(one, pair);
        return [row.name, row.baseline, row.other, row.change, row.p, row.verdict];
      }),
    ),
  ];
  if (operations !== null) {
    lines.push(
      `latency over ${operations.count} operations, geometric mean: p50 ${formatChange(operations.p50 - 1)}, p99 ${formatChange(operations.p99 - 1)}`,
    );
  }
  return lines.join('\n\n');
}
