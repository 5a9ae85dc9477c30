import { join } from 'node:path';
import { escapeHtml } from '../report/html';
import { renderPage } from '../report/html-page';
import type { Comparison } from './compare';
import { ALPHA, LEAST_CHANGE, LEAST_RUNS } from './judge';
import { comparisonData } from './page-data';
import { renderOverview, renderScenario, renderWarnings } from './sections';
import { startOf, type Side } from './side';
import { formatChange, verdictInWords } from './words';

/** How the page is to be read, for who has not read the documentation. */
const METHOD = `Medians of the runs; below them the interval that holds the median with 95 % (from six runs on). p is that of a two-sided exact Mann–Whitney U test after Holm's correction over the figures of a family: those of the run as a whole, and those of the operations. A verdict takes ${LEAST_RUNS} runs a side, p under ${ALPHA}, and a change of more than ${100 * LEAST_CHANGE} % and more than earlier runs of the same kind vary.`;

/** A comparison as one HTML file with its charts' data, code and style inside. */
export async function renderComparison(
  comparison: Comparison,
  sides: readonly Side[],
): Promise<string> {
  const [baseline = '', ...others] = sides.map(({ label }) => label);
  const times = sides.flatMap(({ runs }) => runs.map(({ metrics }) => startOf(metrics)));
  const when = [Math.min(...times), Math.max(...times)]
    .map((ms) => new Date(ms).toISOString().slice(0, 16).replace('T', ' '))
    .join(' to ');
  const scenarios = comparison.scenarios.map(({ scenario }) => scenario).join(', ');
  return renderPage({
    title: `${others.join(', ')} against ${baseline}`,
    when: `${when} UTC`,
    lead: `${scenarios} · ${times.length} runs from ${when} UTC`,
    body: `${renderWarnings(comparison.warnings)}
${suite(comparison)}
${renderOverview(comparison)}
${comparison.scenarios.map(renderScenario).join('\n')}
<section><h2>How to read this</h2><p class="lead">${METHOD}</p></section>`,
    data: comparisonData(comparison, sides),
    script: join(__dirname, 'page', 'main.ts'),
    stylesheet: join(__dirname, 'compare.css'),
  });
}

/** The sides over all scenarios, where there are several. */
function suite({ scenarios, throughput }: Comparison): string {
  if (scenarios.length < 2) return '';
  const tiles = throughput.map(
    ({ other, ratio }) =>
      `<div class="tile"><b>${formatChange(ratio - 1)}</b><span>throughput of ${escapeHtml(other)}, geometric mean of ${scenarios.length} scenarios</span></div>`,
  );
  const verdicts = scenarios.flatMap(({ scenario, pairs }) =>
    pairs.map(
      (pair) => `<li><b>${escapeHtml(scenario)}</b>: ${escapeHtml(verdictInWords(pair))}</li>`,
    ),
  );
  return `<section><h2>Verdicts</h2><ul>${verdicts.join('')}</ul></section><div class="tiles">${tiles.join('')}</div>`;
}
